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
        for (int t = 0; t < audio.Length / 2; t++)
        {
            float[] y = new float[1]; // MG4003
            model.Step(audio[(2 * t)..((2 * t) + 2)], y); // MG4003
            most = Math.Max(most, y[0]);
        }

        return most;
    }
}
