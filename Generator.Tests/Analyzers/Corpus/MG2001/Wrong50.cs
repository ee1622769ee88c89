using System;

public static class P
{
    public static float[][] Join(Onward f, Back g, float[] x)
    {
        var u = new float[160];
        var v = new float[160];
        f.Predict(x, u);
        g.Predict(x, v);
        float[][] rows = new float[20][];
        int t = 0;
        do
        {
            rows[t] = new float[16];
            u.AsSpan(8 * t, 8).CopyTo(rows[t]);
            v.AsSpan(8 * t, 8).CopyTo(rows[t].AsSpan(8)); // MG2001
        } while (++t < 20);
        return rows;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
