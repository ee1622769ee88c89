using System;

public static class P
{
    public static void Embed(Bi m, float[] x, Span<float> s)
    {
        float[] y = new float[320];
        m.Predict(x, y);
        y.AsSpan(19 * 16, 8).CopyTo(s);
        y.AsSpan(8, 8).CopyTo(s[8..]);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
