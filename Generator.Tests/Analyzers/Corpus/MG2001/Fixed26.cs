using System;

public sealed class Fields
{
    private readonly float[] _f = new float[160];
    private readonly float[] _b = new float[160];
    private readonly float[] _y = new float[320];
    private readonly Onward _onward = new(Onward.Weights.Create(1));
    private readonly Back _back = new(Back.Weights.Create(2));

    public void Forward(float[] x) => _onward.Predict(x, _f);

    public void Backward(float[] x)
    {
        _back.Predict(x, _b);
        Sequence.Reverse<float>(_b, axis: 0, shape: [_b.Length / Back.Outputs, Back.Outputs]);
    }

    public ReadOnlySpan<float> Result()
    {
        for (int t = 0; t < 20; t++)
        {
            Array.Copy(_f, t * 8, _y, t * 16, 8);
            Array.Copy(_b, t * 8, _y, (t * 16) + 8, 8);
        }

        return _y;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
