using System;

/// <summary>Input and hidden state one after another, as TensorFlow 1 does.</summary>
public sealed class Concatenated
{
    private readonly float[][] _weights;
    private readonly float[] _bias;
    private float[] _h, _c;

    public Concatenated(float[][] weights, float[] bias, int units) => (_weights, _bias, _h, _c) = (weights, bias, new float[units], new float[units]);

    [RecurrentCell]
    public float[] Step(float[] x)
    {
        int units = _c.Length;
        float[] xh = new float[x.Length + units];
        Array.Copy(x, xh, x.Length);
        Array.Copy(_h, 0, xh, x.Length, units);
        float[] z = MatVec(_weights, xh);
        float[] h = new float[units], c = new float[units];
        for (int u = 0; u < units; u++)
        {
            float i = Sigmoid(z[4 * u] + _bias[4 * u]);
            float j = MathF.Tanh(z[4 * u + 1] + _bias[4 * u + 1]);
            float f = Sigmoid(z[4 * u + 2] + _bias[4 * u + 2] + 1);
            float o = Sigmoid(z[4 * u + 3] + _bias[4 * u + 3]);
            c[u] = _c[u] * f + i * j;
            h[u] = MathF.Tanh(c[u]) * o;
        }

        (_h, _c) = (h, c);
        return h;
    }

    private static float[] MatVec(float[][] w, float[] v)
    {
        var result = new float[w.Length];
        for (int row = 0; row < w.Length; row++)
        {
            for (int k = 0; k < v.Length; k++)
            {
                result[row] += w[row][k] * v[k];
            }
        }

        return result;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
