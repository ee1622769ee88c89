// Wrapped twice, in the three ways in which attributes are written.
internal static partial class Models
{
    /// <summary>Reads both ways.</summary>
    [Bidirectional]
    [Lstm(8, ReturnSequences = true)]
    [LayerNormalization]
    [Bidirectional, Gru(4)]
    [Model(Features = 3, MaxTimesteps = 7)]
    public sealed partial class Reader;
}
