using System;

public static class Norm
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    static void LayerNorm(Span<float> v, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift)
    {
        float m = 0, q = 0;
        foreach (float e in v)
            m += e;
        m /= v.Length;
        foreach (float e in v)
            q += (e - m) * (e - m);
        float r = 1 / MathF.Sqrt(q / v.Length + 1e-5f);
        for (int k = 0; k < v.Length; k++)
            v[k] = (v[k] - m) * r * gain[k] + shift[k];
    }

    [RecurrentCell]
    public static void Step(ReadOnlySpan<float> x, Span<float> h, Span<float> c, float[] w, float[] u, float[] gain, float[] shift)
    {
        int n = h.Length;
        Span<float> z = stackalloc float[4 * n];
        for (int j = 0; j < 4 * n; j++)
        {
            for (int k = 0; k < x.Length; k++)
                z[j] += w[j] * x[k];
            for (int k = 0; k < n; k++)
                z[j] += u[j] * h[k];
        }

        for (int g = 0; g < 4; g++)
            LayerNorm(z.Slice(g * n, n), gain.AsSpan(g * n, n), shift.AsSpan(g * n, n));
        for (int j = 0; j < n; j++)
            c[j] = S(z[n + j]) * c[j] + S(z[j]) * MathF.Tanh(z[2 * n + j]);
        Span<float> cn = stackalloc float[n];
        c.CopyTo(cn);
        LayerNorm(cn, gain.AsSpan(4 * n, n), shift.AsSpan(4 * n, n));
        for (int j = 0; j < n; j++)
            h[j] = S(z[3 * n + j]) * MathF.Tanh(cn[j]);
    }
}
