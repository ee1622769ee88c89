using System;

/// <summary>Arrays that change places after the step.</summary>
public sealed class DoubleBuffered
{
    private readonly float[] _w, _u, _b;
    private float[] _h, _c, _hNext, _cNext;

    public DoubleBuffered(int n, float[] w, float[] u, float[] b)
    {
        (_w, _u, _b) = (w, u, b);
        (_h, _c, _hNext, _cNext) = (new float[n], new float[n], new float[n], new float[n]);
    }

    [RecurrentCell]
    public ReadOnlySpan<float> Step(float x)
    {
        int n = _h.Length;
        for (int j = 0; j < n; j++)
        {
            float i = Sigmoid(Net(j, x)), f = Sigmoid(Net(n + j, x)), g = MathF.Tanh(Net(2 * n + j, x)), o = Sigmoid(Net(3 * n + j, x));
            _cNext[j] = f * _c[j] + i * g;
            _hNext[j] = o * MathF.Tanh(_cNext[j]);
        }

        (_h, _hNext) = (_hNext, _h);
        (_c, _cNext) = (_cNext, _c);
        return _h;
    }

    private float Net(int row, float x)
    {
        float sum = _b[row] + _w[row] * x;
        for (int k = 0; k < _h.Length; k++)
        {
            sum += _u[row * _h.Length + k] * _h[k];
        }

        return sum;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
