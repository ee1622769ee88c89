using System;
using System.Collections.Generic;

public static class P
{
    public static void Go(Stream f, Stream g, List<float[]> frames, float[] y)
    {
        Span<float> h = stackalloc float[8];
        f.ResetState();
        g.ResetState();
        for (int t = 0; t < frames.Count; t++)
        {
            f.Step(frames[t], h);
            h.CopyTo(y.AsSpan(t * 16));
        }
        int at = 0;
        for (int t = frames.Count - 1; t >= 0; t--)
        {
            g.Step(frames[t], h);
            h.CopyTo(y.AsSpan(at * 16 + 8)); // MG2001
            at++;
        }
    }
}

[Model(Features = 3, Streaming = true)]
[Lstm(8)]
public sealed partial class Stream;
