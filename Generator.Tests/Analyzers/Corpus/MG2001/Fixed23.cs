using System;

public static class Sums
{
    public static void Add(Onward onward, Back back, float[] x, float[] y)
    {
        var f = new float[y.Length];
        var b = new float[y.Length];
        onward.Predict(x, f);
        back.Predict(x, b);
        Sequence.Reverse<float>(b, axis: 0, shape: [b.Length / Back.Outputs, Back.Outputs]);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = 0.5f * (f[i] + b[i]);
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
