// What is the default anyway may be said.
[Model(Features = 8, MaxTimesteps = 50, Streaming = false, FastActivations = false)]
[Lstm(24, UseBias = true, UnitForgetBias = true, GoBackwards = false, Peepholes = false, ReturnSequences = true)]
[Gru(8, UseBias = false, KernelInitializer = Initializer.GlorotUniform, Dropout = 0.1, RecurrentDropout = 0.1)]
[Dense(1, UseBias = false, Activation = Activation.Linear)]
[Loss(LossKind.MeanSquaredError, FromLogits = false)]
public sealed partial class Plain;
