[Model(Features = 12, MaxTimesteps = 200)]
[Bidirectional]
[Lstm(28, ReturnSequences = true)]
[Dense(28)]
[Loss(LossKind.Ctc, FromLogits = true)]
public sealed partial class Handwriting;
