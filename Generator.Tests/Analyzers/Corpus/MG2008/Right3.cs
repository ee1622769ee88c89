using System;
using System.Linq;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

[Model(Features = 2, Streaming = true)]
[Dense(1)]
public sealed partial class Memoryless;

public static class Streams
{
    // Two timesteps, written out.
    public static void Pairs(Gain model, float[][] first, float[][] second, float[] y)
    {
        for (int i = 0; i < first.Length; i++)
        {
            var state = Gain.CreateState();
            model.Step(state, first[i], y);
            model.Step(state, second[i], y);
        }
    }

    // The reset belongs to the silence between two utterances.
    public static void Listen(Gain model, float[][] timesteps, float[] y)
    {
        foreach (float[] x in timesteps)
        {
            if (x.All(v => v == 0))
            {
                model.ResetState();
                continue;
            }

            model.Step(x, y);
        }
    }

    // Each begins in another model's state.
    public static void Decode(Gain model, ModelState[] read, float[] start, float[] y)
    {
        var state = Gain.CreateState();
        foreach (ModelState encoded in read)
        {
            state.StartFrom(encoded);
            model.Step(state, start, y);
        }
    }

    // Nothing to remember.
    public static void Map(Memoryless model, float[][] rows, float[] y)
    {
        foreach (float[] row in rows)
        {
            model.Step(Memoryless.CreateState(), row, y);
        }
    }
}
