using System;

public static class Full
{
    // Every row is full: there is no padding to take along, and one value per timestep.
    public static void Run(Narrow narrow, float[] x, float[] y)
    {
        narrow.Predict(x, y);
        Array.Reverse(y);
        Console.WriteLine(y[0]);
        y.AsSpan().Reverse();
    }

    public static void Flip(Narrow narrow, float[] x, float[] y)
    {
        Sequence.Reverse<float>(x, axis: 0, shape: [20, 3]);
        narrow.Predict(x, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
public sealed partial class Narrow;
