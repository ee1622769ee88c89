using System;
public static class P
{
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        var f = new float[120]; var b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
        for (int t = 0; t < 20; t++) f.AsSpan(t * 6, 6).CopyTo(y.AsSpan(t * 12));
        for (int t = 0; t < 20; t++) b.AsSpan(t * 6, 6).CopyTo(y.AsSpan((19 - t) * 12 + 6));
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
