using System;

public static class Seed
{
    // Reversed on its way in, as a backward direction is written by hand, and not on its way out.
    public static void Run(Onward a, Onward b, float[] x, int[] lengths, int timesteps, float[] merged)
    {
        float[] reversed = (float[])x.Clone();
        Sequence.Reverse<float>(reversed, lengths, timesteps);
        float[] f = new float[lengths.Length * timesteps * 8];
        float[] g = new float[lengths.Length * timesteps * 8];
        a.Predict(x, lengths, f);
        b.Predict(reversed, lengths, g);
        Sequence.Reverse<float>(g, lengths, timesteps: g.Length / (lengths.Length * Onward.Outputs));
        Join(f, g, merged);
    }

    private static void Join(float[] left, float[] right, float[] both)
    {
        int k = 0;
        for (int row = 0; row < left.Length / 8; row++)
        {
            for (int u = 0; u < 8; u++)
            {
                both[k++] = left[(row * 8) + u];
            }

            for (int u = 0; u < 8; u++)
            {
                both[k++] = right[(row * 8) + u];
            }
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
