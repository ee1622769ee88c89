using System;
using System.Collections.Generic;

public static class P
{
    public static void Go(Onward m, List<float[]> frames, int rows, int[] l, float[] y)
    {
        float[] x = new float[20 * rows * 3];
        var v = new TimeMajorSpan<float>(x, 20, rows);
        for (int t = 0; t < 20; t++)
            for (int r = 0; r < rows; r++)
                frames[t].AsSpan(r * 3, 3).CopyTo(v[t, r]);
        m.Predict(x, l, y); // MG2010
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
