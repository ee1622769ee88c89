// In and out of time-major memory, once each way.
using System;

public static class Pipeline
{
    public static void Run(Reader reader, ReadOnlySpan<float> frames, int[] lengths, Span<float> outputs)
    {
        int rows = lengths.Length;
        Span<float> x = new float[frames.Length];
        Sequence.ToBatchMajor(frames, x, 20, rows);
        float[] y = new float[20 * rows * Reader.Outputs];
        reader.Predict(x, lengths, y);
        var view = new TimeMajorSpan<float>(outputs, 20, rows);
        view.CopyFrom(y);
        view.Reverse(lengths);
        Console.WriteLine(view[19, 0][0]);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;

