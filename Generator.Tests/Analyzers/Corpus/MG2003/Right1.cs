using System;

public static class Halves
{
    // The forward half of the last timestep, the backward half of the first.
    public static void Run(Both both, ReadOnlySpan<float> x, int timesteps, Span<float> features)
    {
        const int U = 8;
        Span<float> y = stackalloc float[20 * Both.Outputs];
        both.Predict(x, y);
        y.Slice((timesteps - 1) * Both.Outputs, U).CopyTo(features);
        y.Slice(U, U).CopyTo(features[U..]);
        ReadOnlySpan<float> last = y.Slice((timesteps - 1) * Both.Outputs, Both.Outputs);
        for (int u = 0; u < U; u++)
        {
            features[u] = last[u];
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Both;
