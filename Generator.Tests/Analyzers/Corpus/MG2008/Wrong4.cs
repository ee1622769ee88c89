using System.Collections.Generic;
using System.Linq;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public static class Curves
{
    public static float[] Of(Gain model, IEnumerable<float[]> timesteps)
    {
        var blank = Gain.CreateState();
        var state = Gain.CreateState();
        return timesteps.Select(x =>
        {
            float[] y = new float[1];
            state.CopyFrom(blank); // MG2008
            model.Step(state, x, y);
            return y[0];
        }).ToArray();
    }

    public static void After(Gain model, float[][] timesteps, float[] results)
    {
        float[] y = new float[1];
        int t = 0;
        while (t < timesteps.Length)
        {
            model.Step(timesteps[t], y);
            results[t++] = y[0];
            if (y[0] > 0)
            {
                results[0] = 0;
            }

            model.State.Reset(); // MG2008
        }
    }
}
