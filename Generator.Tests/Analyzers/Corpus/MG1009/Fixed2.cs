namespace Speech;

[Model(Features = 40, Timesteps = Limits.Frames)]
[Bidirectional]
[Gru(32, ReturnSequences = true)]
[Dense(5)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Tagger;

internal static class Limits
{
    public const int Frames = 101;
}

internal sealed class Session
{
    private readonly Tagger.Trainer _trainer;

    public Session(Tagger.Weights weights)
    {
        Optimizer optimizer = new Sgd(0.1f, momentum: 0.9f) { ClipNorm = 1f, Schedule = new CosineDecay(0.1f, steps: 1000) };
        _trainer = new(weights, batchSize: 8, optimizer: optimizer);
    }

    public void Run(SequenceDataset<float> data) => _trainer.Fit(data, epochs: 5);
}
