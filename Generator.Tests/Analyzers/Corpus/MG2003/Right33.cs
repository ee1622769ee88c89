public static class P
{
    public static float[] Run(Bi bi, float[] x, int T)
    {
        var o = new float[T * 10];
        bi.Predict(x, o);
        var m = new float[10];
        for (int t = T - 1; t >= 0; t--) for (int u = 0; u < 10; u++) m[u] += o[t * 10 + u] / T;
        return m;
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(5, ReturnSequences = true)]
public sealed partial class Bi;
