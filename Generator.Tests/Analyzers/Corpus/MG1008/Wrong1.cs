[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(64, Activation = Activation.Relu)] // MG1008
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
