using System;

/// <summary>The constructor gives the forget gate its 1.</summary>
public sealed class UnitForgetBias
{
    private readonly float[] _w, _u;
    private readonly float[] _b;
    private readonly int _n;

    public UnitForgetBias(int n, float[] w, float[] u)
    {
        (_n, _w, _u) = (n, w, u);
        _b = new float[4 * n];
        Array.Fill(_b, 1f, n, n);
    }

    [RecurrentCell]
    public void Step(float x, Span<float> h, Span<float> c)
    {
        Span<float> old = stackalloc float[_n];
        h.CopyTo(old);
        for (int j = 0; j < _n; j++)
        {
            float i = Gate(0, j, x, old), f = Gate(1, j, x, old), o = Gate(3, j, x, old);
            c[j] = f * c[j] + i * MathF.Tanh(Net(2, j, x, old));
            h[j] = o * MathF.Tanh(c[j]);
        }
    }

    private float Gate(int gate, int j, float x, ReadOnlySpan<float> h) => 1f / (1f + MathF.Exp(-Net(gate, j, x, h)));

    private float Net(int gate, int j, float x, ReadOnlySpan<float> h)
    {
        float sum = _b[gate * _n + j] + x * _w[gate * _n + j];
        for (int k = 0; k < h.Length; k++)
        {
            sum += h[k] * _u[(gate * _n + j) * _n + k];
        }

        return sum;
    }
}
