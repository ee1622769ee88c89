using System;

/// <summary>The forget gate multiplies the hidden state.</summary>
public sealed class SpanCell
{
    private readonly float[] _w, _u, _b;

    public SpanCell(float[] w, float[] u, float[] b) => (_w, _u, _b) = (w, u, b);

    [RecurrentCell]
    public void Step(float x, ReadOnlySpan<float> hPrev, ReadOnlySpan<float> cPrev, Span<float> hNext, Span<float> cNext)
    {
        int n = hNext.Length;
        Span<float> z = stackalloc float[4 * n];
        for (int j = 0; j < z.Length; j++)
        {
            z[j] = _b[j] + _w[j] * x;
            for (int k = 0; k < n; k++)
            {
                z[j] += _u[j * n + k] * cPrev[k];
            }
        }

        for (int j = 0; j < n; j++)
        {
            cNext[j] = Sigmoid(z[n + j]) * hPrev[j] + Sigmoid(z[j]) * MathF.Tanh(z[2 * n + j]); // MG1013
            hNext[j] = Sigmoid(z[3 * n + j]) * MathF.Tanh(cNext[j]);
        }
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
