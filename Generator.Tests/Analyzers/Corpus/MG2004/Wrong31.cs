public static class P
{
    public static void Run(Cl.Trainer t, float[][] rows, int[] y)
    {
        var p = Sequence.Pad(rows, PadSide.Post, features: 3);
        var all = new SequenceDataset<float>(p.Values, p.Count, p.Timesteps, y); // MG2004
        var (test, train) = all.Split(0.2);
        t.Fit(train, epochs: 4, validation: test);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Cl;
