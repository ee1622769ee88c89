[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public static class Program
{
    public static void Run(Forecast.Weights weights, float[] x, float[] y, int rows)
    {
        // Rows of their own, which begin at zeros as they should.
        using var trainer = new Forecast.Trainer(weights, new Adam(1e-3f), 16, new TrainerOptions { Seed = 1 });
        trainer.Fit(new SequenceDataset<float>(x, rows, 50, y, targetsPerTimestep: true), epochs: 3);
    }
}
