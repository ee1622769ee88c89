using System;
using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        Forecast.Weights w = Forecast.Weights.Create(seed: 3);
        float[] b = w.ToArray("lstm.bias");
        int u = b.Length / 4;
        Span<float> forget = b.AsSpan(u, u);
        for (int k = 0; k < u; k++)
        {
            forget[k] = 1f + forget[k]; // MG1002
        }
        w.CopyFrom("lstm.bias", b);
        return w;
    }
}

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
