using System;

public static class P
{
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        Func<float[]> back = () => { var o = new float[120]; bw.Predict(x, o); return o; };
        var f = new float[120];
        fw.Predict(x, f);
        var b = back();
        for (int i = 0; i < 120; i++) y[i] = f[i] + b[i]; // MG2001
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
