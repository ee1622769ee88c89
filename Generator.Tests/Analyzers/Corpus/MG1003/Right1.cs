// Spreads that were worked out from the number of units: PyTorch's 1/√256, and one near glorot's.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(256, RecurrentInitializer = Initializer.RandomUniform, RecurrentInitializerScale = 0.0625, ReturnSequences = true)]
[Lstm(128, RecurrentInitializer = Initializer.RandomNormal, ReturnSequences = true)]
[Gru(100, RecurrentInitializer = Initializer.TruncatedNormal, RecurrentInitializerScale = 0.08)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
