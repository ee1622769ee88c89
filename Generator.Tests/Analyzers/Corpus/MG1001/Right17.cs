using System;

public static class Masked
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    public static void Step(ReadOnlySpan<float> x, Span<float> h, Span<float> c, float[] w, float[] b, bool mask, float clip, float dropout, Random? rng)
    {
        if (!mask)
            return;
        int n = h.Length;
        Span<float> z = stackalloc float[4 * n];
        for (int j = 0; j < 4 * n; j++)
        {
            float s = b[j];
            for (int k = 0; k < x.Length; k++)
                s += w[j] * x[k];
            for (int k = 0; k < n; k++)
                s += w[j] * h[k];
            z[j] = s;
        }

        for (int j = 0; j < n; j++)
        {
            float i = S(z[j]), f = S(z[n + j] + 1), g = MathF.Tanh(z[2 * n + j]), o = S(z[3 * n + j]);
            if (rng is not null)
                g *= rng.NextSingle() < dropout ? 0 : 1 / (1 - dropout);
            float cn = f * c[j] + i * g;
            if (clip > 0)
                cn = Math.Clamp(cn, -clip, clip);
            c[j] = cn;
            h[j] = o * MathF.Tanh(cn);
        }
    }

    [RecurrentCell]
    public static (float h, float c) Reset(float x, float h, float c, bool first, float[] p)
    {
        if (first)
        {
            h = 0;
            c = 0;
        }

        var f = S(p[0] * x + p[1] * h + p[2]);
        var i = S(p[3] * x + p[4] * h + p[5]);
        var g = MathF.Tanh(p[6] * x + p[7] * h + p[8]);
        var o = S(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        h = o * MathF.Tanh(c);
        return (h, c);
    }
}
