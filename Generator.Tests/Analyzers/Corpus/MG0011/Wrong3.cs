// Losses of a graph with options that others read.
internal static partial class Models
{
    [Model(Features = 12, MaxTimesteps = 40)]
    [Masking]
    [Gru(16, ReturnSequences = true, ZeroOutputForMask = true)]
    [Lstm(6, Name = "last", ZeroOutputForMask = true)] // MG0011
    [Dense(1, Name = "level", From = "last", Output = true)]
    [Dense(3, Name = "kind", From = "last")]
    [Loss(LossKind.MeanSquaredError, LabelSmoothing = 0.1, Output = "level")] // MG0011
    [Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind", Delta = 2, Blank = 0)] // MG0011, MG0011
    public sealed partial class Machine;
}
