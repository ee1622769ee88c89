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
        return weights;
    }
}
