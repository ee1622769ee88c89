using System;

public sealed class Enc
{
    private readonly Onward _f = new(Onward.Weights.Create(seed: 1));
    private readonly Back _g = new(Back.Weights.Create(seed: 1));
    private void Both(ReadOnlySpan<float> x, out float[] f, out float[] g)
    {
        f = new float[160];
        g = new float[160];
        _f.Predict(x, f);
        _g.Predict(x, g);
    }
    public void Update(float[] x, float[] y)
    {
        Both(x, out var f, out var g);
        Sequence.Merge(f, g, 8, 8, MergeMode.Mul, y); // MG2001
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
