[Model(Features = 3, MaxTimesteps = 20)]
[Gru(8)] // MG3002
[Dense(4)]
public sealed partial class Reader;
