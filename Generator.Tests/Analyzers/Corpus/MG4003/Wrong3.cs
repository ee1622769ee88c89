using System;
using System.Collections.Generic;

[Model(MaxTimesteps = 12)]
[Embedding(50, 8)]
[Gru(8)]
[Dense(3)]
public sealed partial class Mood;

public static class Moods
{
    public static int Count(IEnumerable<int[]> texts, Span<float> y)
    {
        int happy = 0;
        foreach (int[] text in texts)
        {
            var model = new Mood(Mood.Weights.Load("mood.safetensors")); // MG4003 MG4003
            PaddedSequences<int> rows = Sequence.Pad([text], PadSide.Post, timesteps: 12); // MG4003
            model.Predict(rows.Values, rows.Lengths, y);
            happy += y[0] > 0 ? 1 : 0;
        }

        return happy;
    }

    public static void Copies(Mood model, ReadOnlySpan<int> ids, Span<float> y, List<float> scores)
    {
        for (int t = 0; t + 12 <= ids.Length; t++)
        {
            model.Predict(ids.Slice(t, 12).ToArray(), y, Mood.CreateState()); // MG4003 MG4003
            scores.Add(y[0]);
        }
    }
}
