// Parts that these layers do not have.
[Model(Features = 8, MaxTimesteps = 50)]
[LayerNormalization(Center = false, BetaL1 = 0.1)] // MG0010
[Bidirectional]
[Lstm(24, ProjectionClip = 3, ReturnSequences = true)] // MG0010
[BackwardLayer]
[Lstm(12, InputForgetCoupling = true, UnitForgetBias = true, ReturnSequences = true, LayerNormEpsilon = 1e-5)] // MG0010 MG0010
[Dense(2)]
[Loss(LossKind.MeanAbsoluteError, FromLogits = true)] // MG0010
public sealed partial class Parts;
