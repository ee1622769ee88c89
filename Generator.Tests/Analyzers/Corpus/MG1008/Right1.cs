// Bounds of other kinds: of the sums, of the cell state, of the activation that reads it, of the kernel's norm.
[Model(Features = 8, MaxTimesteps = 50)]
[Gru(16, Activation = Activation.Relu, Clip = 6, ReturnSequences = true)]
[Lstm(16, Activation = Activation.Relu, CellClip = 10, ReturnSequences = true)]
[Lstm(16, Activation = Activation.Relu, OutputActivation = Activation.Tanh, ReturnSequences = true)]
[SimpleRnn(16, Activation = Activation.Relu, RecurrentConstraint = WeightConstraint.MaxNorm, MaxNorm = 1)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Bounded;
