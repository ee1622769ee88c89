using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public static class Player
{
    // Each result is kept.
    public static List<float[]> All(Gain model, float[][] timesteps)
    {
        var outputs = new List<float[]>();
        foreach (float[] x in timesteps)
        {
            float[] y = new float[1];
            model.Step(x, y);
            outputs.Add(y);
        }

        return outputs;
    }

    // Nothing on the heap.
    public static float Sum(Gain model, float[] a, float[] b)
    {
        float sum = 0;
        Span<float> y = stackalloc float[1];
        for (int t = 0; t < a.Length; t++)
        {
            model.Step([a[t], b[t]], y);
            sum += y[0];
        }

        return sum;
    }

    // Another size in every turn.
    public static void Varying(Gain model, float[][][] songs, Action<float> use)
    {
        foreach (float[][] song in songs)
        {
            float[] all = new float[song.Length];
            model.Predict(song[0], all);
            use(all[0]);
        }
    }

    // Once per sequence.
    public static void Sequences(Gain model, float[][][] songs, Action<float> use)
    {
        foreach (float[][] song in songs)
        {
            var state = Gain.CreateState();
            float[] y = new float[1];
            foreach (float[] x in song)
            {
                model.Step(state, x, y);
            }

            use(y[0]);
        }
    }
}
