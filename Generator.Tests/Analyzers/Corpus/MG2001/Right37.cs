public static class P
{
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        var f = new float[120]; var b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
        int lo = 0, hi = 114;
        while (lo < 120)
        {
            for (int u = 0; u < 6; u++) y[lo + u] = f[lo + u] + b[hi + u];
            lo += 6; hi -= 6;
        }
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
