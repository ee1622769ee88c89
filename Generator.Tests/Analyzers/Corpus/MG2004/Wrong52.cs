public static class P
{
    public static SequenceDataset<float> Data(float[][] recs, int[] classes)
    {
        var p = Sequence.Pad(recs, PadSide.Pre, 20, features: 3);
        return new SequenceDataset<float>(p.Values, p.Count, p.Timesteps, classes, p.Lengths); // MG2004
    }
    public static void Fit(Reader.Trainer t, float[][] recs, int[] classes) => t.Fit(Data(recs, classes), 5);
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
