[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

internal static class Start
{
    public static Forecast.Weights Run()
    {
        Forecast.Weights weights = Forecast.Weights.Create(seed: 1);
        float[] bias = weights.ToArray("lstm.bias");
        for (int i = 24; i < 48; i++)
        {
            bias[i] += 1f; // MG1002
        }

        weights.CopyFrom("lstm.bias", bias);
        return weights;
    }
}
