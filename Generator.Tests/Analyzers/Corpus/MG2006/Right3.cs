[Model(MaxTimesteps = 10)]
[Embedding(10, 8)]
[Lstm(8)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Digits;

[Model(Features = 1, MaxTimesteps = 10)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Curve;

public static class Program
{
    // Without MaskZero the id 0 is a word like any other; numbers of a model without an embedding are no ids.
    public static void Run(Digits model, Curve curve, Digits.Trainer trainer, float[] y)
    {
        model.Predict([3, 0, 9, 0, 1], y);
        curve.Predict([1000, -1, 0, 7], y);
        trainer.TrainOnBatch([3, 0, 9, 0], [2, 2], classIds: [0, 2]);
    }
}
