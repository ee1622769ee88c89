using System;
using System.Collections.Generic;
using System.Linq;

public static class P
{
    public static void Go(Words.Trainer t, List<int[]> ids, int[] c)
    {
        var p = Sequence.Pad(ids, PadSide.Pre, 20);
        Console.WriteLine(p.Lengths.Max());
        t.Fit(new SequenceDataset<int>(p.Values, p.Count, 20, c), 2);
    }
}

[Model(MaxTimesteps = 20)]
[Embedding(1000, 16)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Words;
