using System;

[Model(MaxTimesteps = 10)]
[Embedding(100, 8, MaskZero = true)]
[Lstm(8)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;

public static class Program
{
    public static void Main()
    {
        var model = new Reader(Reader.Weights.Create(seed: 1));
        float[] y = new float[3];
        model.Predict([12, 7, 99], y);
        ReadOnlySpan<int> ids = stackalloc int[] { 4, 0, 0 };
        model.Predict(ids, y);
        model.Predict(new[] { 5, 1, 9 }, y);
    }
}
