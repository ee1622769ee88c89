using System;

public static class Masked
{
    // The padding is masked by its value.
    public static void Run(Words words, int[][] sentences, float[] y)
    {
        PaddedSequences<int> batch = Sequence.Pad(sentences, PadSide.Pre, timesteps: 20);
        for (int row = 0; row < batch.Count; row++)
        {
            words.Predict(batch.Row(row), y);
        }
    }
}

[Model(MaxTimesteps = 20)]
[Embedding(100, 8, MaskZero = true)]
[Lstm(8)]
[Dense(4)]
public sealed partial class Words;
