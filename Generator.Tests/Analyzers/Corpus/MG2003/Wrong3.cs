using System;

public static class Rows
{
    public static float[] Run(Both both, float[] x, int[] lengths, int timesteps)
    {
        const int Width = Both.Outputs;
        float[] y = new float[lengths.Length * timesteps * Width];
        both.Predict(x, lengths, y);
        float[] last = new float[lengths.Length * Width];
        for (int row = 0; row < lengths.Length; row++)
        {
            Array.Copy(y, ((row * timesteps) + lengths[row] - 1) * Width, last, row * Width, Width); // MG2003
        }

        return last;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Both;
