using System;

public static class Ext
{
    public static float[] InTimeOrder(this float[] y, int width)
    {
        var r = new float[y.Length];
        for (int i = 0; i < y.Length; i += width) y.AsSpan(i, width).CopyTo(r.AsSpan(y.Length - width - i));
        return r;
    }
    public static void Go(Onward f, Back g, float[] x, float[] y)
    {
        float[] a = new float[160], b = new float[160];
        f.Predict(x, a);
        g.Predict(x, b);
        Sequence.Merge(a, b.InTimeOrder(8), 8, 8, MergeMode.Concat, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
