using System;
using System.Collections.Generic;

public static class Rows
{
    // Arrays of one timestep each: reversing the list leaves the values of a timestep alone.
    public static float[][] Run(Ahead ahead, float[][] x)
    {
        var outputs = new List<float[]>();
        for (int t = x.Length - 1; t >= 0; t--)
        {
            float[] y = new float[Ahead.Outputs];
            ahead.Step(x[t], y);
            outputs.Add(y);
        }

        outputs.Reverse();
        return outputs.ToArray();
    }
}

[Model(Features = 3, Streaming = true)]
[Gru(8)]
public sealed partial class Ahead;
