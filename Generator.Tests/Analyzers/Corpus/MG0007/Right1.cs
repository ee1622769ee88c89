// A backward layer that is not bidirectional.
[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24, GoBackwards = true)]
[Dense(3)]
public sealed partial class Reader;
