using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public static class Scores
{
    public static void Of(Mind model, List<float[][]> recordings, float[] scores)
    {
        float[] y = new float[1];
        int i = 0;
        foreach (float[][] recording in recordings)
        {
            foreach (float[] x in recording)
            {
                model.Step(x, y); // MG2007
            }

            scores[i++] = y[0];
        }
    }
}
