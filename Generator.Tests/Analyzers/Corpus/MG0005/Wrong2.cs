// Wrapped twice, in the three ways in which attributes are written.
internal static partial class Models
{
    /// <summary>Reads both ways.</summary>
    [Bidirectional(Merge = MergeMode.Sum)] // MG0005
    [Bidirectional]
    [Lstm(8, ReturnSequences = true)]
    [ModelGen.BidirectionalAttribute, LayerNormalization] // MG0005
    [Bidirectional, Bidirectional, Gru(4)] // MG0005
    [Model(Features = 3, MaxTimesteps = 7)]
    public sealed partial class Reader;
}
