[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(256, RecurrentInitializer = Initializer.Orthogonal)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
