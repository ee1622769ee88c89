using System;

public static class Lengths
{
    public static void Run(Reader reader, float[][] recordings, int[] classes, float[] y)
    {
        var batch = Sequence.Pad(recordings, PadSide.Post, features: 3);
        reader.Predict(batch.Values, batch.Lengths, y);
        using var trainer = new Reader.Trainer(Reader.Weights.Create(), new Adam(1e-3f), options: new TrainerOptions { Seed = 1 });
        trainer.TrainOnBatch(batch.Values, batch.Lengths, classes);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
