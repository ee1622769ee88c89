using System;

[Model(MaxTimesteps = 10)]
[Embedding(100, 8, MaskZero = true)]
[Lstm(8)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;

public static class Program
{
    private static readonly int[] s_template = [100, 100, 100];

    public static void Run(Reader model, float[] y, int word)
    {
        // What is written over is not what is read.
        int[] ids = [-1, -1, -1];
        for (int t = 0; t < ids.Length; t++)
        {
            ids[t] = word + t;
        }

        model.Predict(ids, y);
        int[] others = { 1000, 1000 };
        Fill(others);
        model.Predict(others, y);
        s_template[0] = 1;
        s_template[1] = 2;
        s_template[2] = 3;
        model.Predict(s_template, y);
        model.Predict([word, 0, 0], y);
        Span<int> buffer = stackalloc int[] { 200, 200 };
        buffer.Clear();
        model.Predict(buffer, y);
        int last = 100;
        last--;
        model.Predict([last], y);
    }

    private static void Fill(Span<int> ids) => ids.Fill(1);
}
