using System;
using System.Linq;

public static class P
{
    public static void Go(Reader m, float[] x, int[] l, float[] y)
    {
        float[] tm = new float[x.Length];
        var v = new TimeMajorSpan<float>(tm, 20, l.Length);
        v.CopyFrom(x);
        v.Reverse(l);
        v.CopyTo(x);
        m.Predict(x, l, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
