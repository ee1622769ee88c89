using System;

public static class Both
{
    // The reader goes to the array from its end.
    public static void Run(Onward onward, Back back, ReadOnlySpan<float> x, Span<float> y, int timesteps)
    {
        const int U = 8;
        Span<float> f = stackalloc float[20 * U];
        Span<float> b = stackalloc float[20 * U];
        onward.Predict(x, f);
        back.Predict(x, b);
        for (int t = 0; t < timesteps; t++)
        {
            for (int u = 0; u < U; u++)
            {
                y[(t * U) + u] = f[(t * U) + u] + b[((timesteps - 1 - t) * U) + u];
            }
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
