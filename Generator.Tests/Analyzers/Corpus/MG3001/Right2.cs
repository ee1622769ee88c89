// In another order, as halves, and given by the name of the model that saved it.
[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
public sealed partial class Reader;

// Which no file is for.
[Model(Features = 4, MaxTimesteps = 20)]
[Gru(8)]
[Dense(4)]
public sealed partial class Writer;
