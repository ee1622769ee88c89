[Model(Features = 3, MaxTimesteps = 20)] // MG3001
[Lstm(8)]
[Dense(4)]
public sealed partial class Reader;
