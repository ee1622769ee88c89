using System;

// Weights of a TensorFlow 1 checkpoint, whose bias does not hold what the cell adds when it runs.
[Model(Features = 8, MaxTimesteps = 50, Framework = FrameworkPreset.TensorFlow1)]
[Lstm(24)]
[Dense(1)]
public sealed partial class Imported;

internal static class Import
{
    public static Imported.Weights Run(float[] stored)
    {
        Imported.Weights weights = Imported.Weights.Create(seed: 1);
        float[] bias = weights.ToArray("lstm.bias");
        stored.AsSpan().CopyTo(bias);
        float[] converted = (float[])stored.Clone();
        for (int i = 24; i < 48; i++)
        {
            converted[i] += 1f;
        }

        weights.CopyFrom("lstm.bias", converted);

        Imported.Weights loaded = Imported.Weights.Load("converted.safetensors");
        float[] old = loaded.ToArray("lstm.bias");
        for (int i = 24; i < 48; i++)
        {
            old[i] += 1f;
        }

        loaded.CopyFrom("lstm.bias", old);
        return weights;
    }
}
