using System.Linq;

public static class P
{
    public static Forecast.Weights New()
    {
        var w = Forecast.Weights.Create(seed: 3);
        float[] b = w.ToArray("lstm.bias");
        for (int i = 0; i < 96; i++)
        {
            if (i >= 24 && i < 48)
            {
                b[i] += 1.0f; // MG1002
            }
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
