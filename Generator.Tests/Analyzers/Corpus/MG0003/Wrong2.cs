// Residual connections that do not meet.
[Model(Features = Width, MaxTimesteps = 80)]
[Lstm(Width, ReturnSequences = true, Name = "first")]
[Lstm(2 * Width, ReturnSequences = true, Name = "second", From = "frist, input")] // MG0003
[Add(From = "first, second")] // MG0003
[Gru(Width, ReturnSequences = true, GoBackwards = true)]
[Multiply(From = "first, gru")] // MG0003
[Gru(Width, Name = "end")]
[Concatenate(From = "end, first")] // MG0003
[Add(From = "concatenate")] // MG0003
public sealed partial class Residual
{
    private const int Width = 12;
}
