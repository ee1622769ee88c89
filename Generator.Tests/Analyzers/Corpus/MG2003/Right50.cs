using System;
using System.Linq;

public static class P
{
    public static void Pool(Bi m, float[] x, float[] s)
    {
        float[] y = new float[320];
        m.Predict(x, y);
        y.AsSpan(19 * 16, 16).CopyTo(s);
        for (int t = 18; t >= 0; t--)
        {
            for (int u = 0; u < 16; u++) s[u] = Math.Max(s[u], y[t * 16 + u]);
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
