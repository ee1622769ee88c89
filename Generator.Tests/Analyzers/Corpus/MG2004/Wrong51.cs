using System;

public static class P
{
    public static void Go(Tagger m, float[][] r, float[] y)
    {
        var p = Sequence.Pad(r, PadSide.Post, 20, features: 3);
        var l = new int[p.Count];
        Array.Fill(l, 20);
        m.Predict(p.Values, l, y); // MG2004
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Tagger;
