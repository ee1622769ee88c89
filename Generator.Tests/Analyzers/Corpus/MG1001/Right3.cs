// The forget gate is 1 − the input gate; and cells without one.
[Model(Features = 8, MaxTimesteps = 50, Initializers = InitializerPreset.PyTorch)]
[Lstm(24, InputForgetCoupling = true, ReturnSequences = true)]
[Gru(24, UseBias = false, ReturnSequences = true)]
[SimpleRnn(24, BiasInitializer = Initializer.Zeros)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Coupled;
