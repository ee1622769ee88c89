// Each number is possible; all weights together, and all timesteps, are not.
[Model(MaxTimesteps = 20)]
[Embedding(10_000_000, 300)] // MG0004
[Lstm(64)]
public sealed partial class Words;

[Model(Features = 3, MaxTimesteps = int.MaxValue, Initializers = InitializerPreset.TensorFlow1)] // MG0004
[Gru(64, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Endless;
