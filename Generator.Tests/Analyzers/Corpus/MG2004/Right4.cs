using System;

public static class FrontPadded
{
    // As Keras pads by default: the model has been trained with it, and its last state is that of data.
    public static void Run(Reader reader, float[][] recordings, float[] y)
    {
        PaddedSequences<float> batch = Sequence.Pad(recordings, PadSide.Pre, timesteps: 20, features: 3);
        for (int row = 0; row < batch.Count; row++)
        {
            reader.Predict(batch.Row(row), y.AsSpan(row * 4, 4));
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
public sealed partial class Reader;
