[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

internal static class Training
{
    public static void Run(SequenceDataset<float> data, Forecast.Weights weights)
    {
        using var trainer = new Forecast.Trainer(weights, new Adam(1e-3f) { GlobalClipNorm = 5f });
        trainer.Fit(data, epochs: 5);

        var optimizer = new Sgd(0.1f);
        optimizer.ClipValue = 0.5f;
        using var second = new Forecast.Trainer(weights, optimizer);
        second.Fit(data, epochs: 5);
    }
}
