using System.Linq;

public static class P
{
    public static void Run(Reader m, float[][] recs, float[] y)
    {
        var p = Sequence.Pad(recs, PadSide.Post, 20, features: 3);
        int[] lengths = Enumerable.Repeat(20, p.Count).ToArray();
        m.Predict(p.Values, lengths, y); // MG2004
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
