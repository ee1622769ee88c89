[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24, GoBackwards = true, ReturnSequences = true)] // MG2001
[Lstm(16)]
[Dense(3)]
public sealed partial class Stacked;
