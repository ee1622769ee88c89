using System;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public static class Player
{
    public static float Loudest(Gain model, float[] audio)
    {
        float most = 0;
        float[] y = new float[1];
        for (int t = 0; t < audio.Length / 2; t++)
        {
            model.Step(audio.AsSpan((2 * t)..((2 * t) + 2)), y);
            most = Math.Max(most, y[0]);
        }

        return most;
    }
}
