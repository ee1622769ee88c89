using System;
using System.Linq;

public sealed class Encoder(Bi m)
{
    private const int Steps = 20;
    private readonly float[] _y = new float[Steps * 16];
    private static ReadOnlySpan<float> Last(ReadOnlySpan<float> seq, int width) => seq.Slice(seq.Length - width, width);
    public float[] Embed(float[] x)
    {
        m.Predict(x, _y);
        return Last(_y, 16).ToArray(); // MG2003
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
