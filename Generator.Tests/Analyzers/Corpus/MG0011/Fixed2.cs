// Options that nothing reads or that exclude each other, and penalties and variances that are none.
[Model(Features = 5, MaxTimesteps = 30)]
[BatchNormalization]
[Dense(8, Activation = Activation.Tanh)]
[Lstm(8, KernelInitializer = Initializer.HeNormal, ReturnSequences = true)]
[Lstm(8, LayerNorm = true, ReturnSequences = true)]
[Gru(8, RecurrentConstraint = WeightConstraint.UnitNorm)]
[Dense(4)]
public sealed partial class Odd;
