// The last output is repeated: a sequence again.
[Model(Features = 3, Timesteps = 30)]
[Lstm(16, ReturnSequences = true)]
[Lstm(8)]
[RepeatVector(30)]
[Lstm(8, ReturnSequences = true)]
[Lstm(16, ReturnSequences = true)]
[Dense(3)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Autoencoder;
