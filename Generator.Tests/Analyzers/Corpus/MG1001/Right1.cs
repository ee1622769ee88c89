// The bias initialiser opens the gate.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24, UnitForgetBias = false, BiasInitializer = Initializer.Ones, ReturnSequences = true)]
[Lstm(24, UnitForgetBias = false, BiasInitializer = Initializer.Constant, BiasInitializerMean = 1.5)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
