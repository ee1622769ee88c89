using System;
using System.Linq;

public static class P
{
    public static float[][] Run(Fw fw, Bw bw, float[] x)
    {
        var f = new float[120]; var b = new float[120];
        fw.Predict(x, f); bw.Predict(x, b);
        float[][] rows = b.Chunk(6).ToArray();
        Array.Reverse(rows);
        return f.Chunk(6).Zip(rows, (p, q) => p.Concat(q).ToArray()).ToArray();
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
