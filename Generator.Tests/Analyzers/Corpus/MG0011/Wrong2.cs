// Options that nothing reads or that exclude each other, and penalties and variances that are none.
[Model(Features = 5, MaxTimesteps = 30, RecomputeActivations = true)] // MG0011
[BatchNormalization(MovingVarianceInitializer = Initializer.RandomNormal)] // MG0011
[Dense(8, Activation = Activation.Tanh, ActivationAlpha = 0.3)] // MG0011
[Lstm(8, KernelInitializer = Initializer.HeNormal, KernelInitializerMean = 1, ReturnSequences = true)] // MG0011
[Lstm(8, LayerNorm = true, Peepholes = true, ReturnSequences = true)] // MG0011
[Gru(8, RecurrentConstraint = WeightConstraint.UnitNorm, NormRate = 0.5)] // MG0011
[Dense(4, KernelL2 = -0.1, MaxNorm = 3)] // MG0011, MG0011
public sealed partial class Odd;
