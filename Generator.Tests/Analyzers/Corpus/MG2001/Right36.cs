public static class P
{
    static int Mirror(int t, int T) => T - 1 - t;
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        var f = new float[120]; var b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
        for (int t = 0; t < 20; t++)
            for (int u = 0; u < 6; u++)
                y[t * 6 + u] = f[t * 6 + u] + b[Mirror(t, 20) * 6 + u];
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
