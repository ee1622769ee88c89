using System;

public static class P
{
    public static void Go(Stream f, Stream g, float[][] frames, float[] y)
    {
        float[] h = new float[8];
        f.ResetState();
        g.ResetState();
        for (int t = 0; t < frames.Length; t++) { f.Step(frames[t], h); h.CopyTo(y, t * 16); }
        for (int t = frames.Length - 1; t >= 0; t--) { g.Step(frames[t], h); h.CopyTo(y, t * 16 + 8); }
    }
}

[Model(Features = 3, Streaming = true)]
[Lstm(8)]
public sealed partial class Stream;
