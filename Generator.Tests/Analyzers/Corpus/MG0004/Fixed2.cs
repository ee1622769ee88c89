// Nothing says how long the longest sequence is.
public static partial class Models
{
    [Model(MaxTimesteps = 100)]
    [Embedding(100, 16)]
    [Gru(8)]
    public sealed partial class Words;

    [Dense(4), Model(Features = 3, Framework = FrameworkPreset.PyTorch, MaxTimesteps = 100), Lstm(8)]
    internal sealed partial class Values;

    [Model(
        Features = Words.Limit,
        Streaming = false, MaxTimesteps = 100)]
    [SimpleRnn(5, ReturnSequences = true)]
    internal sealed partial class Steps;

    public sealed partial class Words
    {
        internal const int Limit = 2;
    }
}
