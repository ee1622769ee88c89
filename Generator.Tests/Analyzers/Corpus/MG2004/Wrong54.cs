public static class P
{
    public static void Run(Words.Trainer t, TextVectorization v, string[] texts, int[] classes)
    {
        var ids = v.Vectorize(texts);
        t.Fit(new SequenceDataset<int>(ids.Values, ids.Count, ids.Timesteps, classes), epochs: 2); // MG2004
    }
}

[Model(MaxTimesteps = 20)]
[Embedding(1000, 16)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Words;
