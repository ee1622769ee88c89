public record Pair(float[] F, float[] B);
public static class P
{
    static Pair Both(Fw fw, Bw bw, float[] x)
    {
        var p = new Pair(new float[120], new float[120]);
        fw.Predict(x, p.F); bw.Predict(x, p.B);
        return p;
    }
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        var p = Both(fw, bw, x);
        Sequence.Merge(p.F, p.B, 6, 6, MergeMode.Sum, y); // MG2001
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
