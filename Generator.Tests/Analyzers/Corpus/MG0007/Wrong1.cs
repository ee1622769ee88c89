[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(24, GoBackwards = true)] // MG0007
[Dense(3)]
public sealed partial class Reader;
