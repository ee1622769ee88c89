// Other gates, and a small correction.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
public sealed partial class Forecast;

internal static class Start
{
    public static Forecast.Weights Run()
    {
        Forecast.Weights weights = Forecast.Weights.Create(seed: 1);
        float[] bias = weights.ToArray("lstm.bias");
        for (int i = 0; i < 24; i++)
        {
            bias[i] += -1f;
            bias[72 + i] += 1f;
        }

        for (int i = 24; i < 48; i++)
        {
            bias[i] += 0.01f;
        }

        weights.CopyFrom("lstm.bias", bias);
        return weights;
    }
}
