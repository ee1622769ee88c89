using System;

[Model(MaxTimesteps = 10)]
[Embedding(100, 8, MaskZero = true)]
[Lstm(8)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;

public sealed class Tests
{
    private const int End = 100;
    private static readonly int[] s_sentence = [3, 14, 15, End];

    public void Reads(Reader model, float[] y)
    {
        model.Predict(s_sentence, y); // MG2006
        int[] rows =
        [
            1, 2, 3, 0,
            4, 0, 6, 0,
        ];
        model.Predict(rows, [3, 3], y); // MG2006
    }

    public void Trains(Reader.Trainer trainer)
    {
        trainer.TrainOnBatch([8, 9, 500, 7], [2, 2], classIds: [0, 1]); // MG2006
        trainer.TrainOnBatch([8, 9, 5, 7], [2, 2], classIds: [1, 3]); // MG2006
    }
}
