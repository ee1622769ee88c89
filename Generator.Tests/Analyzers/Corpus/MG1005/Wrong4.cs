// Letters without alignment, straight from the outputs of a cell.
[Model(Features = 12, MaxTimesteps = 200)]
[Bidirectional(Merge = MergeMode.Ave)]
[Lstm(28, ReturnSequences = true)]
[Loss(LossKind.Ctc)] // MG1005
public sealed partial class Handwriting;
