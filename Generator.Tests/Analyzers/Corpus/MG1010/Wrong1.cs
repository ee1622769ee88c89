[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public static class Program
{
    public static void Run(float[] windows, float[] targets)
    {
        var weights = Forecast.Weights.Create(seed: 1);
        using var trainer = new Forecast.Trainer(weights, new Adam(1e-3f), batchSize: 8, new TrainerOptions { Seed = 3, CarryStates = true }); // MG1010
        var data = new SequenceDataset<float>(windows, windows.Length / 50, timesteps: 50, targets, targetsPerTimestep: true);
        trainer.Fit(data, epochs: 5);
    }
}
