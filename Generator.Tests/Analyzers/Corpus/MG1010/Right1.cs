[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public static class Program
{
    public static void Run(Forecast.Weights weights, float[] x, float[] y, int rows)
    {
        using var trainer = new Forecast.Trainer(weights, new Adam(1e-3f), 16, new TrainerOptions { CarryStates = true });
        var data = new SequenceDataset<float>(x, rows, timesteps: 1000, y, targetsPerTimestep: true);
        trainer.Fit(data, epochs: 3);
    }
}
