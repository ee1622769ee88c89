public static class P
{
    public static float[] Run(Bi bi, float[] x, int T)
    {
        var o = new float[T * 10];
        bi.Predict(x, o);
        var last = new float[10];
        for (int u = 0; u < 10; u++) last[u] = o[(T - 1) * 10 + u]; // MG2003
        return last;
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(5, ReturnSequences = true)]
public sealed partial class Bi;
