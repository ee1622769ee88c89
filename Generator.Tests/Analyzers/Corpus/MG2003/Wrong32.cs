public static class P
{
    public static float[] Run(Bi bi, float[] x, int T)
    {
        var o = new float[T * 10];
        bi.Predict(x, o);
        return o[^10..]; // MG2003
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(5, ReturnSequences = true)]
public sealed partial class Bi;
