[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

internal static class Training
{
    public static void Run(SequenceDataset<float> data)
    {
        using var trainer = new Forecast.Trainer(Forecast.Weights.Create(seed: 1), new Adam(1e-3f) { ClipNorm = 1f }, batchSize: 16);
        trainer.Fit(data, epochs: 5);
    }
}
