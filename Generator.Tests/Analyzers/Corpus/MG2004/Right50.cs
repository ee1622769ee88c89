using System.Linq;

public static class P
{
    public static void Run(Reader.Trainer t, float[] stream, int[] classes)
    {
        float[][] windows = stream.Chunk(60).Where(w => w.Length == 60).ToArray();
        var p = Sequence.Pad(windows, PadSide.Post, features: 3);
        t.Fit(new SequenceDataset<float>(p.Values, p.Count, p.Timesteps, classes), epochs: 2);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
