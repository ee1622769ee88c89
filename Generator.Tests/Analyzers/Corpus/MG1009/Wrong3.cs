// The rows are short, but the decoder has many timesteps; and the clip is set to nothing.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24)]
[RepeatVector(500)]
[Gru(24, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Generator;

internal static class Training
{
    public static void Run(SequenceDataset<float> data)
    {
        Generator.Weights weights = Generator.Weights.Create(seed: 1);
        var optimizer = new RmsProp { ClipNorm = null };
        using (var trainer = new Generator.Trainer(weights, optimizer)) // MG1009
        {
            trainer.Fit(data, epochs: 5);
        }

        using var second = new Generator.Trainer(weights, Adam.PyTorch()); // MG1009
        second.Fit(data, epochs: 5);
    }
}
