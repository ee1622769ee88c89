using System;

public static class P
{
    public static void Go(Bi m, float[] x, float[] scores)
    {
        var y = new float[320];
        m.Predict(x, y);
        var query = y.AsSpan(304, 16);
        for (int t = 0; t < 20; t++)
        {
            float dot = 0;
            for (int u = 0; u < 16; u++) dot += query[u] * y[t * 16 + u];
            scores[t] = dot;
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
