// Training: rows reversed as time-major ones, in a data set; a batch that a helper has made.
using System;

public sealed class Lessons
{
    public void Fit(Reader.Trainer trainer, float[] x, float[] targets, int[] lengths)
    {
        float[] reversed = new float[x.Length];
        Sequence.Reverse<float>(x, reversed, lengths, [20, lengths.Length, 3], timeAxis: 0, rowAxis: 1);
        var data = new SequenceDataset<float>(reversed, lengths.Length, 20, targets, lengths); // MG2010
        trainer.Fit(data, epochs: 3);
    }

    public void Batch(Reader.Trainer trainer, float[] x, float[] targets, int[] lengths)
    {
        float[] frames = Frames(x, lengths.Length);
        trainer.TrainOnBatch(frames, lengths, targets); // MG2010
        Sequence.Reverse<float>(frames, lengths, 20); // MG2010
    }

    private static float[] Frames(float[] x, int rows)
    {
        float[] frames = new float[x.Length];
        new TimeMajorSpan<float>(frames, 20, rows).CopyFrom(x);
        return frames;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;

