using System;

// The stored bias takes the place of what the array held.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
public sealed partial class Imported;

internal static class Import
{
    public static Imported.Weights Run(float[] stored)
    {
        Imported.Weights weights = Imported.Weights.Create(seed: 1);
        float[] bias = weights.ToArray("lstm.bias");
        Array.Copy(stored, bias, bias.Length);
        for (int i = 24; i < 48; i++)
        {
            bias[i] += 1f;
        }

        weights.CopyFrom("lstm.bias", bias);
        return weights;
    }
}
