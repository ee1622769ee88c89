// One of two outputs of a model that the project trains.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(6, ReturnSequences = true, GoBackwards = true)] // MG2001
[Dense(1, Name = "a", Output = true)]
[Dense(2, Name = "b", From = "gru")]
[Loss(LossKind.MeanSquaredError, Output = "a")]
[Loss(LossKind.MeanSquaredError, Output = "b")]
public sealed partial class Pair;

internal static class Training
{
    public static void Run(SequenceDataset<float> data)
    {
        var weights = Pair.Weights.Create(seed: 1);
        using var trainer = new Pair.Trainer(weights, new Adam());
        trainer.Fit(data, epochs: 3);
    }
}
