// Residual connections that meet.
[Model(Features = Width, MaxTimesteps = 80)]
[Lstm(Width, ReturnSequences = true, Name = "first")]
[Lstm(Width, ReturnSequences = true, Name = "second", From = "first, input")]
[Add(From = "first, second")]
[Bidirectional(Merge = MergeMode.Mul)]
[Gru(Width, ReturnSequences = true)]
[Multiply(From = "bidirectional, first")]
[Gru(Width, Name = "end")]
[Gru(Width, Name = "other", From = "first")]
[Concatenate(From = "end, other")]
public sealed partial class Residual
{
    private const int Width = 12;
}
