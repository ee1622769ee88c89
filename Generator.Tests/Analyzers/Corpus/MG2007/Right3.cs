using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Sessions
{
    private readonly Dictionary<string, ModelState> _states = new();

    // Each user goes on where they were.
    public void Continue(Mind model, Dictionary<string, float[][]> users, float[] y)
    {
        foreach ((string user, float[][] events) in users)
        {
            ModelState state = _states[user];
            foreach (float[] x in events)
            {
                model.Step(state, x, y);
            }
        }
    }

    public void Sentences(Mind model, float[][][] sentences, float[] y)
    {
        foreach (float[][] sentence in sentences)
        {
            var state = Mind.CreateState();
            foreach (float[] x in sentence)
            {
                model.Step(state, x, y);
            }
        }
    }

    // A turn of the outer loop is one refill of the same stream.
    public void Listen(Mind model, Func<float[][]?> read, Action<float> show)
    {
        float[] y = new float[1];
        while (read() is { } heard)
        {
            foreach (float[] x in heard)
            {
                model.Step(x, y);
            }

            show(y[0]);
        }
    }
}
