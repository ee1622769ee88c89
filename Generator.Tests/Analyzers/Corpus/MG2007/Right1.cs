using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public static class Streams
{
    // Blocks of one stream.
    public static void Blocks(Mind model, IEnumerable<float[][]> blocks, List<float> levels)
    {
        float[] y = new float[1];
        foreach (float[][] block in blocks)
        {
            foreach (float[] frame in block)
            {
                model.Step(frame, y);
            }

            levels.Add(y[0]);
        }
    }

    // Cut by hand.
    public static void Pieces(Mind model, float[] audio, Span<float> output)
    {
        for (int start = 0; start < audio.Length; start += 960)
        {
            for (int i = 0; i < 480; i++)
            {
                model.Step(audio.AsSpan(start + (2 * i), 2), output.Slice((start / 2) + i, 1));
            }
        }
    }

    public static void Days(Mind model, float[][][] history, List<float> forecasts)
    {
        float[] y = new float[1];
        foreach (float[][] day in history)
        {
            foreach (float[] hour in day)
            {
                model.Step(hour, y);
            }

            forecasts.Add(y[0]);
        }
    }
}
