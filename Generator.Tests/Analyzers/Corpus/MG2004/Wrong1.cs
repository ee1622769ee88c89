using System;

public static class RowByRow
{
    public static void Run(Reader reader, float[][] recordings, float[] y)
    {
        PaddedSequences<float> batch = Sequence.Pad(recordings, PadSide.Post, timesteps: 20, features: 3);
        for (int row = 0; row < batch.Count; row++)
        {
            reader.Predict(batch.Row(row), y.AsSpan(row * Reader.Outputs, Reader.Outputs)); // MG2004
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
