using System;

public static class P
{
    public static void Go(Onward m, float[] tm, int rows, int[] l, float[] y)
    {
        var v = new TimeMajorSpan<float>(tm, 20, rows);
        float[] x = new float[tm.Length];
        for (int r = 0; r < rows; r++)
            for (int t = 0; t < 20; t++)
                v[t, r].CopyTo(x.AsSpan((r * 20 + t) * 3));
        m.Predict(x, l, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
