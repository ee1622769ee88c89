using System;

public static class Twice
{
    // Both go backwards: both orders are the same.
    public static void Run(Back first, Back second, float[] x, float[] y)
    {
        float[] a = new float[160];
        float[] b = new float[160];
        first.Predict(x, a);
        second.Predict(x, b);
        for (int i = 0; i < 160; i++)
        {
            y[i] = a[i] * b[i];
        }

        Sequence.Merge(a, b, 8, 8, MergeMode.Sum, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
