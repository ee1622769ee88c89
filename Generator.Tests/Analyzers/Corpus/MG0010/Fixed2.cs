// Parts that these layers do not have.
[Model(Features = 8, MaxTimesteps = 50)]
[LayerNormalization(Center = false)]
[Bidirectional]
[Lstm(24, ReturnSequences = true)]
[BackwardLayer]
[Lstm(12, InputForgetCoupling = true, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanAbsoluteError)]
public sealed partial class Parts;
