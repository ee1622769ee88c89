using System;

public static class P
{
    static void Set(ref int n, int v) => n = v;
    public static void Go(Tagger m, float[][] r, float[] y)
    {
        var p = Sequence.Pad(r, PadSide.Post, 20, features: 3);
        var l = new int[p.Count];
        Array.Fill(l, 20);
        for (int i = 0; i < l.Length; i++) { ref int n = ref l[i]; n = r[i].Length / 3; }
        m.Predict(p.Values, l, y);
        Array.Fill(l, 20);
        for (int i = 0; i < l.Length; i++) Set(ref l[i], r[i].Length / 3);
        m.Predict(p.Values, l, y);
        Array.Fill(l, 20);
        for (int i = 0; i < l.Length; i++) l[i] -= 20 - r[i].Length / 3;
        m.Predict(p.Values, l, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Tagger;
