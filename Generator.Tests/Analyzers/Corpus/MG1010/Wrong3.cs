[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public static class Program
{
    public static TrainingHistory Run(Forecast.Weights weights, float[] x, float[] y, int rows)
    {
        int timesteps = Forecast.MaxTimesteps;
        var options = new TrainerOptions
        {
            Threads = 2,
            CarryStates = true, // MG1010
        };
        return new Forecast.Trainer(weights, new Adam(1e-3f), 16, options)
            .Fit(new SequenceDataset<float>(x, rows, timesteps, y, targetsPerTimestep: true), epochs: 3);
    }
}
