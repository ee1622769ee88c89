// Nothing says how long the longest sequence is.
public static partial class Models
{
    [Model] // MG0004
    [Embedding(100, 16)]
    [Gru(8)]
    public sealed partial class Words;

    [Dense(4), Model(Features = 3, Framework = FrameworkPreset.PyTorch), Lstm(8)] // MG0004
    internal sealed partial class Values;

    [Model( // MG0004
        Features = Words.Limit,
        Streaming = false)]
    [SimpleRnn(5, ReturnSequences = true)]
    internal sealed partial class Steps;

    public sealed partial class Words
    {
        internal const int Limit = 2;
    }
}
