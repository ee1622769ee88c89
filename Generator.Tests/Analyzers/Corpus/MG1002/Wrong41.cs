using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        var w = Forecast.Weights.Create(seed: 7);
        float[] b = w.ToArray("lstm.bias");
        int i = 0;
        while (i < 24)
        {
            b[24 + i] = b[24 + i] + 1.0f; // MG1002
            i++;
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
