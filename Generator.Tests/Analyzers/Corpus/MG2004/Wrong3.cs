using System;

public static class Front
{
    // Keras' side; lengths count from the front.
    public static void Run(Reader reader, float[][] recordings, float[] y)
    {
        var batch = Sequence.Pad(recordings, PadSide.Pre, features: 3);
        reader.Predict(batch.Values, batch.Lengths, y); // MG2004
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
