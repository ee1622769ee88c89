using System;

public static class Last
{
    public static void Run(Both both, ReadOnlySpan<float> x, Span<float> features) => both.Predict(x, features);
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8)]
public sealed partial class Both;
