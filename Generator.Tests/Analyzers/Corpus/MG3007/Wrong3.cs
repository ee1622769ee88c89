// A state_dict of two layers.
[Model(Features = 3, MaxTimesteps = 20)] // MG3001
[Lstm(8)] // MG3007
[Dense(4)]
public sealed partial class Reader;
