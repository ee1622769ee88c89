using System;

public class Bi
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    static (float h, float c) Cell(float x, float h, float c, float[] p)
    {
        float f = S(p[0] * x + p[1] * h + p[2]), i = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        return (o * MathF.Tanh(c), c);
    }

    [RecurrentCell]
    public static float[] Both(float[] xs, float[] p, float[] q)
    {
        var y = new float[2 * xs.Length];
        float h = 0, c = 0;
        for (int t = 0; t < xs.Length; t++)
        {
            (h, c) = Cell(xs[t], h, c, p);
            y[2 * t] = h;
        }

        h = c = 0;
        for (int t = xs.Length - 1; t >= 0; t--)
        {
            (h, c) = Cell(xs[t], h, c, q);
            y[2 * t + 1] = h;
        }

        return y;
    }
}
