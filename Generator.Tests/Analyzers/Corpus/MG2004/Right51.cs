using System.Linq;

public static class P
{
    public static void Go(Reader.Trainer t, float[] stream, int[] c)
    {
        var windows = stream.Chunk(60).ToList();
        var p = Sequence.Pad(windows, PadSide.Post, features: 3);
        t.Fit(new SequenceDataset<float>(p.Values, p.Count, p.Timesteps, c), 2);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
