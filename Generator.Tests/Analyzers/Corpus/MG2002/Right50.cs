using System;
using System.Linq;

public static class P
{
    public static void Go(Onward m, float[] samples, float[] y)
    {
        float[] played = (float[])samples.Clone();
        Array.Reverse(played);
        m.Predict(played, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
