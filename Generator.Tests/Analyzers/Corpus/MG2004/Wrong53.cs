using System.Collections.Generic;

public static class P
{
    public static void Go(Words.Trainer t, List<int[]> ids, int[] c)
    {
        var rows = Sequence.Pad(ids, PadSide.Pre, 20);
        var lengths = rows.Lengths;
        var data = new SequenceDataset<int>(rows.Values, rows.Count, rows.Timesteps, c, lengths); // MG2004
        t.Fit(data, 2);
    }
}

[Model(MaxTimesteps = 20)]
[Embedding(1000, 16)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Words;
