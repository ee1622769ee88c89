// The targets are turned around for training.
[Model(Features = 8, Timesteps = 20)]
[Gru(24, GoBackwards = true, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Late;

internal static class Training
{
    public static void Run(float[] inputs, float[] targets, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            System.Array.Reverse(targets, row * 20, 20);
        }

        using var trainer = new Late.Trainer(Late.Weights.Create(seed: 1), new Adam());
        trainer.Fit(new SequenceDataset<float>(inputs, rows, 20, targets, targetsPerTimestep: true), epochs: 3);
    }
}
