using System;

// How to train, and what with, but no layers.
namespace Text;

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(32)]
[Dense(8)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader
{
    private readonly float[] _scores = new float[8];

    public ReadOnlySpan<float> Read(ReadOnlySpan<float> samples)
    {
        Predict(samples, _scores);
        return _scores;
    }
}
