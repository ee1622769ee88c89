using System;

public readonly struct GateWeights
{
    public readonly float[] X, H;
    public readonly float B;
    public GateWeights(float[] x, float[] h, float b)
    {
        X = x;
        H = h;
        B = b;
    }

    public float Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> h)
    {
        float a = B;
        for (int i = 0; i < X.Length; i++)
            a += X[i] * x[i];
        for (int i = 0; i < H.Length; i++)
            a += H[i] * h[i];
        return a;
    }

    public float ApplyNoH(ReadOnlySpan<float> x)
    {
        float a = B;
        for (int i = 0; i < X.Length; i++)
            a += X[i] * x[i];
        return a;
    }
}

public class UsesStruct
{
    GateWeights[] f, i, g, o;
    public float[] Hidden = [], Cell = [];
    public UsesStruct(GateWeights[] a)
    {
        f = i = g = o = a;
    }

    static float σ(float x) => 1f / (1f + MathF.Exp(-x));
    [RecurrentCell]
    public void Next(ReadOnlySpan<float> x)
    {
        Span<float> prev = stackalloc float[Hidden.Length];
        Hidden.CopyTo(prev);
        for (int u = 0; u < Cell.Length; u++)
        {
            Cell[u] = σ(f[u].Apply(x, prev)) * Cell[u] + σ(i[u].Apply(x, prev)) * MathF.Tanh(g[u].Apply(x, prev));
            Hidden[u] = σ(o[u].ApplyNoH(x)) * MathF.Tanh(Cell[u]); // MG1014
        }
    }
}
