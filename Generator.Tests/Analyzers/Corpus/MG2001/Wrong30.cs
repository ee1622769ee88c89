using System;

public static class P
{
    static (float[] F, float[] B) Run(Fw fw, Bw bw, float[] x)
    {
        var f = new float[120]; var b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
        return (f, b);
    }
    public static float[] Max(Fw fw, Bw bw, float[] x)
    {
        var (f, b) = Run(fw, bw, x);
        var y = new float[120];
        for (int i = 0; i < 120; i++) y[i] = MathF.Max(f[i], b[i]); // MG2001
        return y;
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
