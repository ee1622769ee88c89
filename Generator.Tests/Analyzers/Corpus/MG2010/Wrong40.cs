using System;

public static class P
{
    public static void Run(Reader m, float[][][] recordings, int[] lengths, float[] y)
    {
        float[] x = new float[20 * recordings.Length * 3];
        var view = new TimeMajorSpan<float>(x, 20, recordings.Length);
        for (int r = 0; r < recordings.Length; r++)
        {
            for (int t = 0; t < recordings[r].Length; t++)
            {
                recordings[r][t].CopyTo(view[t, r]);
            }
        }
        m.Predict(x, lengths, y); // MG2010
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
