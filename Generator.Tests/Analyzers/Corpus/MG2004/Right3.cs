using System;

public static class Full
{
    // Nothing is padded: every recording has its twenty timesteps.
    public static void Run(Reader reader, float[] recordings, int rows, float[] y)
    {
        for (int row = 0; row < rows; row++)
        {
            reader.Predict(recordings.AsSpan(row * 60, 60), y.AsSpan(row * 4, 4));
        }

        var data = new SequenceDataset<float>(recordings, rows, 20, new int[rows]);
        using var trainer = new Reader.Trainer(Reader.Weights.Create(), new Sgd(0.1f));
        trainer.Fit(data, epochs: 1);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
