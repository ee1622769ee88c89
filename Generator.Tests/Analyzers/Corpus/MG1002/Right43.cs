using System;
using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        var w = Forecast.Weights.Create(seed: 3);
        float[] b = w.ToArray("lstm.bias");
        foreach (ref float v in b.AsSpan(24, 24)) v = 0f;
        foreach (ref float v in b.AsSpan(24, 24)) v += 1f;
        w.CopyFrom("lstm.bias", b);
        return w;
    }
}

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
