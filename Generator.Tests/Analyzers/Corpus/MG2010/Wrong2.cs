// Outputs for a consumer that is time-major: converted twice, and viewed without being converted.
using System;

public static class Consumer
{
    public static float Run(Reader reader, float[] x, int[] lengths)
    {
        int rows = lengths.Length;
        Span<float> y = new float[20 * rows * Reader.Outputs];
        reader.Predict(x, lengths, y);
        Span<float> frames = new float[y.Length];
        Sequence.ToTimeMajor<float>(y, frames, 20, rows);
        Span<float> again = new float[y.Length];
        Sequence.ToTimeMajor<float>(frames, again, 20, rows); // MG2010
        var view = new TimeMajorSpan<float>(y, 20, rows);
        return again[0] + view[3, 1][0]; // MG2010
    }

    public static void Back(Reader reader, float[] x, int[] lengths, float[] y, float[] result)
    {
        reader.Predict(x, lengths, y);
        Sequence.ToBatchMajor<float>(y, result, timesteps: 20, rows: lengths.Length); // MG2010
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;

