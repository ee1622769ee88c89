using System;

public static class Again
{
    public static float[] Run(Onward onward, Back back, float[] x, int[] lengths)
    {
        float[] f = new float[lengths.Length * 160];
        float[] b = new float[lengths.Length * 160];
        onward.Predict(x, lengths, f);
        back.Predict(x, lengths, b);
        Sequence.Reverse<float>(b, lengths, 20);
        var y = new float[f.Length];
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int t = 0; t < 20; t++)
            {
                for (int u = 0; u < 8; u++)
                {
                    int i = (((row * 20) + t) * 8) + u;
                    y[i] = f[i] + b[(((row * 20) + 19 - t) * 8) + u]; // MG2002
                }
            }
        }

        return y;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
