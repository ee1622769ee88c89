using System;
using System.Collections.Generic;

public static class P
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    // original 1997: no forget gate
    [RecurrentCell]
    public static void V1997(float x, ref float h, ref float c, float[] p)
    {
        c = c + S(p[0] * x + p[1] * h) * MathF.Tanh(p[2] * x + p[3] * h);
        h = S(p[4] * x + p[5] * h) * MathF.Tanh(c);
    }

    // precomputed input projection with its bias
    [RecurrentCell]
    public static void Pre(ReadOnlySpan<float> zx, Span<float> h, Span<float> c, float[] u)
    {
        int n = h.Length;
        Span<float> z = stackalloc float[4 * n];
        for (int j = 0; j < 4 * n; j++)
        {
            float s = zx[j];
            for (int k = 0; k < n; k++)
                s += u[j * n + k] * h[k];
            z[j] = s;
        }

        for (int j = 0; j < n; j++)
        {
            c[j] = S(z[n + j]) * c[j] + S(z[j]) * MathF.Tanh(z[2 * n + j]);
            h[j] = S(z[3 * n + j]) * MathF.Tanh(c[j]);
        }
    }

    // two biases, as PyTorch
    [RecurrentCell]
    public static void Torch(float x, ref float h, ref float c, float[] wih, float[] whh, float[] bih, float[] bhh)
    {
        float G(int k, float hh) => wih[k] * x + bih[k] + whh[k] * hh + bhh[k];
        float i = S(G(0, h)), f = S(G(1, h)), g = MathF.Tanh(G(2, h)), o = S(G(3, h));
        c = f * c + i * g;
        h = o * MathF.Tanh(c);
    }

    // gates from a delegate
    [RecurrentCell]
    public static (float, float) Del(float x, float h, float c, Func<int, float, float, float> net)
    {
        var c2 = S(net(0, x, h)) * c + S(net(1, x, 0)) * MathF.Tanh(net(2, x, h));
        return (S(net(3, x, h)) * MathF.Tanh(c2), c2);
    }

    // h and c in one buffer
    [RecurrentCell]
    public static void OneBuffer(float x, Span<float> state, float[] p)
    {
        int n = state.Length / 2;
        var h = state[..n];
        var c = state[n..];
        Span<float> old = stackalloc float[n];
        h.CopyTo(old);
        for (int j = 0; j < n; j++)
        {
            float i = S(p[0] * x + p[1] * old[j] + p[8]), f = S(p[2] * x + p[3] * old[j] + p[9]), g = MathF.Tanh(p[4] * x + p[5] * old[j]), o = S(p[6] * x + p[7] * old[j]);
            c[j] = f * c[j] + i * g;
            h[j] = o * MathF.Tanh(c[j]);
        }
    }

    [RecurrentCell]
    public static void OneBuffer2(float x, Span<float> state, float[] p)
    {
        int n = state.Length / 2;
        for (int j = 0; j < n; j++)
        {
            float i = S(p[0] * x + p[1] * state[j] + p[8]), f = S(p[2] * x + p[3] * state[j] + p[9]), g = MathF.Tanh(p[4] * x + p[5] * state[j]), o = S(p[6] * x + p[7] * state[j]);
            state[n + j] = f * state[n + j] + i * g;
            state[j] = o * MathF.Tanh(state[n + j]);
        }
    }

    // state interleaved
    [RecurrentCell]
    public static void Pairs(float x, float[] hc, float[] p)
    {
        for (int j = 0; j < hc.Length; j += 2)
        {
            float h = hc[j], c = hc[j + 1];
            float i = S(p[0] * x + p[1] * h + p[8]), f = S(p[2] * x + p[3] * h + p[9]), g = MathF.Tanh(p[4] * x + p[5] * h), o = S(p[6] * x + p[7] * h);
            c = f * c + i * g;
            hc[j] = o * MathF.Tanh(c);
            hc[j + 1] = c;
        }
    }

    // two layers, arrays of states
    [RecurrentCell]
    public static float Two(float x, float[] h, float[] c, float[][] p)
    {
        for (int l = 0; l < 2; l++)
        {
            var w = p[l];
            float i = S(w[0] * x + w[1] * h[l] + w[2]), f = S(w[3] * x + w[4] * h[l] + w[5]), g = MathF.Tanh(w[6] * x + w[7] * h[l] + w[8]), o = S(w[9] * x + w[10] * h[l] + w[11]);
            c[l] = f * c[l] + i * g;
            h[l] = o * MathF.Tanh(c[l]);
            x = h[l];
        }

        return x;
    }

    // residual and zoneout
    [RecurrentCell]
    public static (float h, float c) Zone(float x, float h, float c, float[] p, float zh, float zc)
    {
        float i = S(p[0] * x + p[1] * h + p[2]), f = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        float c2 = f * c + i * g, h2 = o * MathF.Tanh(c2);
        return (zh * h + (1 - zh) * h2, zc * c + (1 - zc) * c2);
    }

    // only the cell update; the output is made elsewhere
    [RecurrentCell]
    public static float CellOnly(float x, float h, float c, float[] p) => S(p[0] * x + p[1] * h + p[2]) * c + S(p[3] * x + p[4] * h + p[5]) * MathF.Tanh(p[6] * x + p[7] * h + p[8]);
    // unit with the state in a dictionary
    [RecurrentCell]
    public static float Dict(float x, Dictionary<string, float> s, float[] p)
    {
        float h = s["h"], c = s["c"];
        c = S(p[0] * x + p[1] * h + p[2]) * c + S(p[3] * x + p[4] * h + p[5]) * MathF.Tanh(p[6] * x + p[7] * h + p[8]);
        h = S(p[9] * x + p[10] * h + p[11]) * MathF.Tanh(c);
        s["h"] = h;
        s["c"] = c;
        return h;
    }
}

public static class P2
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    public static (float h, float c) Blend(float x, float h, float c, float[] p, float mask)
    {
        float i = S(p[0] * x + p[1] * h + p[2]), f = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        float c2 = f * c + i * g;
        return (mask * o * MathF.Tanh(c2) + (1 - mask) * h, 0.9f * c2 + 0.1f * c);
    }
}
