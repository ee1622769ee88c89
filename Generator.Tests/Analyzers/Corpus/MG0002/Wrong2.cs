// The option belongs on the wrapped layer, and on both where each direction has its own.
[Model(MaxTimesteps = Limits.Tokens)]
[Embedding(2000, 24, MaskZero = true)]
[Bidirectional(Merge = MergeMode.Ave, Name = "words")]
[Gru(Limits.Units, UseBias = false)]
[Bidirectional(Name = "phrases"), Lstm(Limits.Units)] // MG0002
[Bidirectional] // the whole
[SimpleRnn(4)] // MG0002
public sealed partial class Sentences;

internal static class Limits
{
    public const int Tokens = 8 * Units;
    public const int Units = 16;
}
