using System;

public static class Classifier
{
    public static void Run(Both both, Head head, float[] x, float[] classes)
    {
        float[] y = new float[20 * 16];
        both.Predict(x, y);
        head.Predict(y.AsSpan()[^16..], classes); // MG2003
    }
}

[Model(Features = 16, MaxTimesteps = 1)]
[Lstm(7)]
[Dense(4)]
public sealed partial class Head;

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Both;
