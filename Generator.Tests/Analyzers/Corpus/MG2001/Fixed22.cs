using System;

public sealed class Merger
{
    private readonly Onward _onward = new(Onward.Weights.Create(1));
    private readonly Back _back = new(Back.Weights.Create(2));

    public float[] Concatenate(ReadOnlySpan<float> x, int timesteps)
    {
        const int U = Onward.Outputs;
        Span<float> f = new float[timesteps * U];
        Span<float> b = new float[timesteps * U];
        _onward.Predict(x, f);
        _back.Predict(x, b);
        Sequence.Reverse<float>(b, axis: 0, shape: [b.Length / Back.Outputs, Back.Outputs]);
        var merged = new float[timesteps * 2 * U];
        for (int t = 0; t < timesteps; t++)
        {
            f.Slice(t * U, U).CopyTo(merged.AsSpan(t * 2 * U));
            b.Slice(t * U, U).CopyTo(merged.AsSpan((t * 2 * U) + U));
        }

        return merged;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
