// One row, or one timestep, is the same in either order; memory that is filled anew by hand is not judged.
using System;

public sealed class Streams(Reader reader)
{
    private readonly float[] _frames = new float[20 * 3];
    private readonly float[] _buffer = new float[4 * 20 * 3];

    public void One(float[] y)
    {
        var view = new TimeMajorSpan<float>(_frames, timesteps: 20, rows: 1);
        view[0, 0].Clear();
        reader.Predict(_frames, [20], y);
    }

    public void Anew(float[] source, int[] lengths, float[] y)
    {
        new TimeMajorSpan<float>(_buffer, 20, 4).CopyFrom(source);
        for (int row = 0; row < 4; row++)
        {
            source.AsSpan(row * 60, 60).CopyTo(_buffer.AsSpan(row * 60));
        }

        reader.Predict(_buffer, lengths, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;

