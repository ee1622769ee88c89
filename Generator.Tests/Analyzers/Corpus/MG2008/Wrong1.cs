using System;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public static class Player
{
    public static void Play(Gain model, float[] audio, float[] output)
    {
        float[] y = new float[1];
        for (int t = 0; t < audio.Length / 2; t++)
        {
            model.Step(Gain.CreateState(), audio.AsSpan(2 * t, 2), y); // MG2008
            output[t] = y[0];
        }
    }
}
