using System.Collections.Generic;
using System.Linq;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public static class Files
{
    public static float[] All(string[] files)
    {
        var model = new Mind(Mind.Weights.Create());
        var state = Mind.CreateState();
        var results = new List<float>();
        foreach (string file in files)
        {
            results.Add(Last(model, state, Load(file))); // MG2007
        }

        return results.ToArray();
    }

    public static float[] Query(Mind model, float[][][] data)
        => data.Select(utterance =>
        {
            float[] y = new float[1];
            for (int t = 0; t < utterance.Length; t++)
            {
                model.Step(utterance[t], y); // MG2007
            }

            return y[0];
        }).ToArray();

    public static List<float> Plain(Mind model, float[][][] data)
    {
        var ends = new List<float>();
        float[] y = new float[1];
        foreach (float[][] item in data)
        {
            for (int i = 0; i < item.Length; i++)
            {
                model.Step(item[i], y); // MG2007
            }

            ends.Add(y[0]);
        }

        return ends;
    }

    private static float Last(Mind model, ModelState state, IEnumerable<float[]> timesteps)
    {
        float[] y = new float[1];
        foreach (float[] x in timesteps)
        {
            model.Step(state, x, y);
        }

        return y[0];
    }

    private static IEnumerable<float[]> Load(string file) => new[] { new float[file.Length] };
}
