using System;

[Model(MaxTimesteps = 10)]
[Embedding(100, 8, MaskZero = true)]
[Lstm(8)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;

public static class Program
{
    public static void Run(Reader model, float[] y)
    {
        // Padding at either end.
        model.Predict([12, 7, 99, 0, 0], y);
        model.Predict([0, 0, 12, 7, 99], y);
        model.Predict([0, 0, 0], y);

        // Nothing beyond a row's length is read.
        model.Predict([5, 6, -1, 7, -1, -1], [2, 1], y);
    }
}
