using System;
using System.Linq;

public static class P
{
    public static float[] Go(Bi m, float[] x)
    {
        var y = new float[320];
        m.Predict(x, y);
        float[] best = y[^16..];
        for (int i = 0; i < y.Length; i++) best[i % 16] = MathF.Max(best[i % 16], y[i]);
        return best;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
