using System.Threading.Tasks;

public static class P
{
    public static void Run(float[][] f, float[][] y, Fw fw, Bw bw, float[] x)
    {
        var a = new float[120]; var b = new float[120];
        fw.Predict(x, a); bw.Predict(x, b);
        Parallel.For(0, 120, i => y[0][i] = a[i] * b[i]); // MG2001
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
