using System;
using System.Linq;

public static class P
{
    public static float[][] Embed(Bi m, float[] x, int[] lengths)
    {
        float[] y = new float[lengths.Length * 320];
        m.Predict(x, lengths, y);
        var r = new float[lengths.Length][];
        for (int i = 0; i < lengths.Length; i++)
        {
            int last = lengths[i] - 1;
            r[i] = y.AsSpan((i * 20 + last) * 16, 16).ToArray(); // MG2003
        }
        return r;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
