// Losses with their own options.
internal static partial class Models
{
    [Model(Features = 12, MaxTimesteps = 40)]
    [Masking]
    [Gru(16, ReturnSequences = true, ZeroOutputForMask = true)]
    [Dense(5)]
    [Loss(LossKind.Ctc, FromLogits = true, Blank = 4, ZeroInfinity = true)]
    public sealed partial class Speech;

    [Model(Features = 12, MaxTimesteps = 40)]
    [Bidirectional(Merge = MergeMode.None, Name = "both")]
    [Gru(16, ActivityL1 = 0.01)]
    [Dense(3, Output = true, From = "both.forward")]
    [Dense(1, Name = "level", From = "both.backward")]
    [Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "dense", LabelSmoothing = 0.1)]
    [Loss(LossKind.MeanAbsoluteError, Output = "level")]
    public sealed partial class Machine;
}
