using System;
using System.Linq;

public static class P
{
    public static void Go(Back m, float[] x, float[] y)
    {
        m.Predict(x, y);
        Array.Reverse(y, 0, 8);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
