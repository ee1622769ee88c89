using System;
using System.Collections.Generic;
using System.IO;

[Model(MaxTimesteps = 12)]
[Embedding(50, 8)]
[Gru(8)]
[Dense(3)]
public sealed partial class Mood;

public static class Moods
{
    // Another model in every turn.
    public static void Compare(string folder, int[] ids, float[] y, Action<string, float> show)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            var weights = Mood.Weights.Load(file);
            var model = new Mood(weights);
            model.Predict(ids, y);
            show(file, y[0]);
        }
    }

    public static float[] Once(int[] ids)
    {
        var model = new Mood(Mood.Weights.Create());
        float[] y = new float[3];
        model.Predict(ids, y);
        return y;
    }

    public static IEnumerable<float[]> Lazily(Mood model, int[][] rows)
    {
        foreach (int[] row in rows)
        {
            float[] y = new float[3];
            model.Predict(row, y);
            yield return y;
        }
    }
}
