using System;

public static class Grus
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    public static float A(float x, float h, float[] p)
    {
        var z = S(p[0] * x + p[1] * h);
        var n = MathF.Tanh(p[2] * x + p[3] * h);
        return h + z * (n - h);
    }

    [RecurrentCell]
    public static float B(float x, float h, float[] p)
    {
        var z = S(p[0] * x + p[1] * h);
        var r = S(p[4] * x + p[5] * h);
        var n = MathF.Tanh(p[2] * x + r * (p[3] * h + p[6]));
        return n + z * (h - n);
    }

    [RecurrentCell]
    public static float C(float x, float h, float[] p)
    {
        var f = S(p[0] * x + p[1] * h);
        var n = MathF.Tanh(p[2] * x + p[3] * (f * h));
        h = (1 - f) * h;
        h += f * n;
        return h;
    }

    [RecurrentCell]
    public static void D(ReadOnlySpan<float> x, Span<float> h, float[] w, Span<float> z, Span<float> r)
    {
        for (int j = 0; j < h.Length; j++)
        {
            z[j] = S(x[j] * w[j] + h[j] * w[j]);
            r[j] = S(x[j] * w[j] + h[j] * w[j]);
        }

        for (int j = 0; j < h.Length; j++)
        {
            float n = 0;
            for (int k = 0; k < h.Length; k++)
                n += r[k] * h[k] * w[k];
            h[j] = z[j] * h[j] + (1 - z[j]) * MathF.Tanh(n + x[j]);
        }
    }

    [RecurrentCell]
    public static float Rnn(float x, ref float h, float[] p) => h = MathF.Tanh(p[0] * x + p[1] * h);
    [RecurrentCell]
    public static float Sru(float x, ref float c, float[] p)
    {
        var f = S(p[0] * x + p[2] * c);
        var r = S(p[1] * x + p[3] * c);
        c = f * c + (1 - f) * (p[4] * x);
        return r * c + (1 - r) * x;
    }

    [RecurrentCell]
    public static float MinimalGated(float x, float h, float[] p)
    {
        var f = S(p[0] * x + p[1] * h);
        return (1 - f) * h + f * MathF.Tanh(p[2] * x + p[3] * (f * h));
    }
}
