// Losses of a graph with options that others read.
internal static partial class Models
{
    [Model(Features = 12, MaxTimesteps = 40)]
    [Masking]
    [Gru(16, ReturnSequences = true, ZeroOutputForMask = true)]
    [Lstm(6, Name = "last")]
    [Dense(1, Name = "level", From = "last", Output = true)]
    [Dense(3, Name = "kind", From = "last")]
    [Loss(LossKind.MeanSquaredError, Output = "level")]
    [Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind")]
    public sealed partial class Machine;
}
