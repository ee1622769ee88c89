using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public sealed class Agent
{
    public ModelState State { get; } = Gain.CreateState();
}

public static class World
{
    // A state for each, which it keeps.
    public static Dictionary<int, ModelState> Start(Gain model, float[][] first, float[] y)
    {
        var states = new Dictionary<int, ModelState>();
        for (int i = 0; i < first.Length; i++)
        {
            ModelState state = Gain.CreateState();
            model.Step(state, first[i], y);
            states[i] = state;
        }

        return states;
    }

    // Each sequence begins anew, and has several timesteps.
    public static void Sequences(Gain model, float[][][] sequences, float[] y)
    {
        foreach (float[][] sequence in sequences)
        {
            model.ResetState();
            Run(model, sequence, y);
        }
    }

    private static void Run(Gain model, float[][] sequence, float[] y)
    {
        foreach (float[] x in sequence)
        {
            model.Step(x, y);
        }
    }

    // From what has been heard so far, one step into each future.
    public static int Best(Gain model, ModelState now, float[][] futures)
    {
        float[] y = new float[1];
        var trial = Gain.CreateState();
        int best = 0;
        float most = float.MinValue;
        for (int i = 0; i < futures.Length; i++)
        {
            trial.CopyFrom(now);
            model.Step(trial, futures[i], y);
            if (y[0] > most)
            {
                (most, best) = (y[0], i);
            }
        }

        return best;
    }
}
