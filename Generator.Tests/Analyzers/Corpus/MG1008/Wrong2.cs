// Gates without a bound, and a cell that is one with its output.
[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional]
[Gru(16, ReturnSequences = true, RecurrentActivation = Activation.Softplus)] // MG1008
[BackwardLayer]
[SimpleRnn(16, Activation = Activation.LeakyRelu, ActivationAlpha = 0.1, ReturnSequences = true)] // MG1008
[GlobalMaxPooling1D]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Mixed;
