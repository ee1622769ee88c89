using System.Linq;

public static class P
{
    public static Forecast.Weights New(bool again)
    {
        var w = Forecast.Weights.Create(seed: 3);
        float[] b = w.ToArray("lstm.bias");
        for (int i = 0; i < 96; i++)
        {
            if (i / 24 == 3) b[i] += 1f;
            if (b[i] < 0.5f && i / 24 == 1) b[i] += 1f;
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
