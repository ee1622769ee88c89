// Each option with what reads it.
[Model(Features = 5, MaxTimesteps = 30, RecomputeActivations = true, Framework = (FrameworkPreset)1)]
[BatchNormalization(Center = false, GammaL1 = 0.1)]
[Dense(8, Activation = Activation.LeakyRelu, ActivationAlpha = 0)]
[Lstm(8, Projection = 4, ProjectionClip = 2, Peepholes = true, CellClip = 3, ReturnSequences = true)]
[Lstm(8, LayerNorm = true, LayerNormEpsilon = 1e-5, CellBiasL2 = 0.1, ReturnSequences = true)]
[Gru(8, BiasL1 = 0, BiasL2 = 0.1, RecurrentL2 = 0.01)]
[Dense(4, KernelConstraint = WeightConstraint.MaxNorm, MaxNorm = 3)]
[Loss(LossKind.Huber, Delta = 2)]
public sealed partial class Even;
