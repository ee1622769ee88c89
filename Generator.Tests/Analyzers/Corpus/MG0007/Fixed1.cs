[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(24)]
[Dense(3)]
public sealed partial class Reader;
