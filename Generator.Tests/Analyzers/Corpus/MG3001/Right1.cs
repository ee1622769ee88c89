[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
public sealed partial class Reader;
