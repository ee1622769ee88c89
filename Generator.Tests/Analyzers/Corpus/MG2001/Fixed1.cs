[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24, GoBackwards = true, ReturnSequences = true)]
[Lstm(16, GoBackwards = true)]
[Dense(3)]
public sealed partial class Stacked;
