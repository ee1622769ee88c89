public static class P
{
    static void Both(Fw fw, Bw bw, float[] x, out float[] f, out float[] b)
    {
        f = new float[120]; b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
    }
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        Both(fw, bw, x, out var f, out var b);
        Sequence.Merge(f, b, 6, 6, MergeMode.Sum, y); // MG2001
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
