using System;

public sealed class Twice
{
    private readonly Onward _onward = new(Onward.Weights.Create(1));
    private readonly Back _back = new(Back.Weights.Create(2));
    private readonly float[] _f = new float[160];
    private readonly float[] _b = new float[160];

    public void Run(float[] x, Span<float> y)
    {
        _onward.Predict(x, _f);
        _back.Predict(x, _b);

        // Newest first.
        Sequence.Reverse<float>(_b, axis: 0, shape: [20, 8]);
        for (int t = 0, k = 19; t < 20; t++, k--)
        {
            for (int u = 0; u < 8; u++)
            {
                y[(t * 8) + u] = MathF.Max(_f[(t * 8) + u], _b[(k * 8) + u]); // MG2002
            }
        }
    }

    public void Again(float[] x, Span<float> y)
    {
        _back.Predict(x, y);
        Sequence.Reverse(y, axis: 0, shape: [20, 8]);
        Sequence.Reverse(y, axis: 0, shape: [20, 8]); // MG2002
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
