[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(256, RecurrentInitializer = Initializer.RandomNormal, RecurrentInitializerScale = 0.1)] // MG1003
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
