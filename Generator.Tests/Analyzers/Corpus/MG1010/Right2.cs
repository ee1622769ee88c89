[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public static class Program
{
    public static void Run(Forecast.Weights weights, float[] x, float[] y, int rows, int timesteps, bool isLong)
    {
        using var trainer = new Forecast.Trainer(weights, new Adam(1e-3f), 16, new TrainerOptions { CarryStates = true });
        trainer.Fit(new SequenceDataset<float>(x, rows, timesteps, y, targetsPerTimestep: true), epochs: 3);
        using var other = new Forecast.Trainer(weights, new Adam(1e-3f), 16, new TrainerOptions { CarryStates = isLong });
        other.Fit(new SequenceDataset<float>(x, rows, 50, y, targetsPerTimestep: true), epochs: 3);
    }
}
