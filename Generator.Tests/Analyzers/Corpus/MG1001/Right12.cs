using System;

/// <summary>A GRU has no forget gate; what carries its state over is the update gate.</summary>
public static class Gru
{
    [RecurrentCell]
    public static void Step(ReadOnlySpan<float> x, Span<float> h, float[,] w, float[,] u)
    {
        int units = h.Length;
        Span<float> next = stackalloc float[units];
        for (int j = 0; j < units; j++)
        {
            float z = 0, r = 0, n = 0, m = 0;
            for (int k = 0; k < x.Length; k++)
            {
                z += x[k] * w[k, j];
                r += x[k] * w[k, units + j];
                n += x[k] * w[k, 2 * units + j];
            }

            for (int k = 0; k < units; k++)
            {
                z += h[k] * u[k, j];
                r += h[k] * u[k, units + j];
                m += h[k] * u[k, 2 * units + j];
            }

            z = Sigmoid(z);
            r = Sigmoid(r);
            next[j] = z * h[j] + (1 - z) * MathF.Tanh(n + r * m);
        }

        next.CopyTo(h);
    }

    private static float Sigmoid(float x) => 0.5f * (1 + MathF.Tanh(0.5f * x));
}
