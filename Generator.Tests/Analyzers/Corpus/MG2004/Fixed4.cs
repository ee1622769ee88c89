using System;

public sealed class Buffered
{
    private readonly Reader _reader = new(Reader.Weights.Create());
    private readonly float[] _row = new float[20 * 3];

    public void Read(ReadOnlySpan<float> recording, Span<float> y)
    {
        int timesteps = Sequence.Pad<float>(recording, _row, PadSide.Post, features: 3);
        _reader.Predict(_row.AsSpan(0, timesteps * 3), y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;
