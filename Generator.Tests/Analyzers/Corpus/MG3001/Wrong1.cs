[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)] // MG3001
[Dense(4)] // MG3001
public sealed partial class Reader;
