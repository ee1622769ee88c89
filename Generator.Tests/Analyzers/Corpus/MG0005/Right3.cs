namespace Text
{
    [Model(Features = 4, MaxTimesteps = 50)]
    [ModelGen.Bidirectional(Merge = MergeMode.Concat)]
    [Lstm(9, GoBackwards = false)]
    [BackwardLayer]
    [Gru(2, ResetAfter = false)]
    [Dense(2)]
    public sealed partial class Halves;

    /// <summary>A wrapper of another library.</summary>
    [Bidirectional]
    public sealed class Link;

    [System.AttributeUsage(System.AttributeTargets.Class)]
    internal sealed class BidirectionalAttribute : System.Attribute;
}
