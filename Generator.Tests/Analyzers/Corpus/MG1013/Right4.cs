using System;

public static class Copies
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    // 'cell' is what each cell gives; the cell state is 's' (Graves).
    [RecurrentCell]
    public static void Graves(float x, ref float s, ref float y, float[] p, Span<float> c, int t)
    {
        float i = S(p[0] * x + p[1] * y + p[2]), f = S(p[3] * x + p[4] * y + p[5]), g = MathF.Tanh(p[6] * x + p[7] * y + p[8]), o = S(p[9] * x + p[10] * y + p[11]);
        s = f * s + i * g;
        y = o * MathF.Tanh(s);
        c[t] = y;
    }

    [RecurrentCell]
    public static (float h, float c, float hidden) Three(float x, float h, float c, float[] p, Action<float> log)
    {
        float i = S(p[0] * x + p[1] * h + p[2]), f = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        h = o * MathF.Tanh(c);
        log(c);
        return (h, c, h);
    }

    [RecurrentCell]
    public static float Events(float x, float h, float c, float[] p, Action<float>? log)
    {
        float i = S(p[0] * x + p[1] * h + p[2]), f = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        log?.Invoke(c);
        return o * MathF.Tanh(c);
    }
}
