[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24, UnitForgetBias = false)] // MG1001
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
