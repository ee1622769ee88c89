// Without biases a file does not tell the variants apart.
[Model(Features = 3, MaxTimesteps = 20)]
[Gru(8, UseBias = false)]
[Dense(4)]
public sealed partial class Reader;
