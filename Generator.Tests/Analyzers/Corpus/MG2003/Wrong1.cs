using System;

public static class Last
{
    public static void Run(Both both, ReadOnlySpan<float> x, int timesteps, Span<float> features)
    {
        Span<float> y = stackalloc float[20 * Both.Outputs];
        both.Predict(x, y);
        y.Slice((timesteps - 1) * Both.Outputs, Both.Outputs).CopyTo(features); // MG2003
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Both;
