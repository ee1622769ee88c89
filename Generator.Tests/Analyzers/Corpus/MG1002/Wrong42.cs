using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        var w = Forecast.Weights.Create(seed: 7);
        float[] b = w.ToArray("lstm.bias");
        int n = b.Length / 4;
        for (int k = n; k < n + n; ++k) ++b[k]; // MG1002
        w.CopyFrom("lstm.bias", b);
        return w;
    }
}

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;
