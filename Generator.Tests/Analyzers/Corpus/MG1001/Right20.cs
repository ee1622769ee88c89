using System;

public class OneColumn
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    public static void Step(float[] x, float[] h, float[] c, float[][] w)
    {
        var v = new float[x.Length + h.Length + 1];
        x.CopyTo(v, 0);
        h.CopyTo(v, x.Length);
        v[^1] = 1f;
        var z = new float[w.Length];
        for (int r = 0; r < w.Length; r++)
            for (int k = 0; k < v.Length; k++)
                z[r] += w[r][k] * v[k];
        int n = c.Length;
        for (int j = 0; j < n; j++)
        {
            c[j] = S(z[j]) * c[j] + S(z[n + j]) * MathF.Tanh(z[2 * n + j]);
            h[j] = S(z[3 * n + j]) * MathF.Tanh(c[j]);
        }
    }
}
