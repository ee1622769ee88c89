using System;

public static class Every
{
    // Every timestep, the last one among them.
    public static float Run(Both both, ReadOnlySpan<float> x, int timesteps)
    {
        float[] y = new float[20 * Both.Outputs];
        both.Predict(x, y);
        float sum = 0;
        for (int t = 1; t <= timesteps; t++)
        {
            foreach (float value in y.AsSpan((t - 1) * Both.Outputs, Both.Outputs))
            {
                sum += value;
            }
        }

        for (int i = y.Length - 1; i >= 0; i--)
        {
            sum -= y[i];
        }

        return sum;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Both;
