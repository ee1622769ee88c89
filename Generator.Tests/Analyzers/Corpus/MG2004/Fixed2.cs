using System;

public static class Fitting
{
    public static void Run(float[][] recordings, int[] classes)
    {
        var weights = Reader.Weights.Create(seed: 3);
        using var trainer = new Reader.Trainer(weights, new Adam(1e-3f));
        PaddedSequences<float> batch = Sequence.Pad(recordings, PadSide.Post, features: 3);
        var data = new SequenceDataset<float>(batch.Values, batch.Count, batch.Timesteps, classes, lengths: batch.Lengths);
        trainer.Fit(data, epochs: 3);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
