using System;
using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        var w = Forecast.Weights.Create(seed: 7);
        float[] b = w.ToArray("lstm.bias");
        foreach (ref float v in b.AsSpan(24, 24)) v += 1f; // MG1002
        w.CopyFrom("lstm.bias", b);
        return w;
    }
}

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
