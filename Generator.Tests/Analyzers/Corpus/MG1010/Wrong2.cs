[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Forecast;

public sealed class Lessons
{
    private const int Window = 20;
    private readonly TrainerOptions _options = new() { CarryStates = true }; // MG1010

    public void Run(Forecast.Weights weights, float[] x, float[] y, int rows)
    {
        var trainer = new Forecast.Trainer(weights, new Sgd(0.1f), 4, _options);
        trainer.Fit(new SequenceDataset<float>(x, rows, Window, y, targetsPerTimestep: true), epochs: 1, shuffle: false);
    }
}
