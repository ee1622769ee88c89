// One array at a time: batch-major before the view's contents are copied in, and after they have been copied out.
using System;

public static class Reuse
{
    public static void Run(Reader reader, float[] x, int[] lengths, float[] y, bool isTimeMajor)
    {
        reader.Predict(x, lengths, y);
        float[] other = new float[x.Length];
        var view = new TimeMajorSpan<float>(other, 20, lengths.Length);
        view.CopyFrom(x);
        view.CopyTo(x);
        reader.Predict(x, lengths, y);
        Sequence.ToTimeMajor<float>(y, other.AsSpan(0, y.Length), 20, lengths.Length);
        Sequence.ToBatchMajor<float>(other.AsSpan(0, y.Length), y, 20, lengths.Length);
        Sequence.Reverse<float>(y, lengths, 20);

        float[] rows = x;
        if (isTimeMajor)
        {
            rows = new float[x.Length];
            Sequence.ToBatchMajor<float>(x, rows, 20, lengths.Length);
        }

        reader.Predict(rows, lengths, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;

