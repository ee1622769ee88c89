using System;
using System.Collections.Generic;

public static class ByHand
{
    // A backward direction of one'"'"'s own: the loop goes backwards and the outputs come in that order.
    public static List<float[]> Run(Ahead ahead, Behind behind, float[][] x)
    {
        var forward = new List<float[]>();
        var backward = new List<float[]>();
        for (int t = 0; t < x.Length; t++)
        {
            float[] y = new float[Ahead.Outputs];
            ahead.Step(x[t], y);
            forward.Add(y);
        }

        for (int t = x.Length - 1; t >= 0; t--)
        {
            float[] y = new float[Behind.Outputs];
            behind.Step(x[t], y);
            backward.Add(y);
        }

        var merged = new List<float[]>();
        for (int t = 0; t < x.Length; t++)
        {
            merged.Add([.. forward[t], .. backward[t]]); // MG2001
        }

        return merged;
    }
}

[Model(Features = 3, Streaming = true)]
[Gru(8)]
public sealed partial class Ahead;

[Model(Features = 3, Streaming = true)]
[Gru(8)]
public sealed partial class Behind;
