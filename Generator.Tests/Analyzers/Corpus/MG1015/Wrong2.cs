using System;

/// <summary>The new arrays replace the parameters, which the caller does not see.</summary>
public sealed class LostArrays
{
    private readonly float[] _w, _u, _b;

    public LostArrays(float[] w, float[] u, float[] b) => (_w, _u, _b) = (w, u, b);

    [RecurrentCell]
    public float[] Step(float[] x, float[] h, float[] c)
    {
        int n = h.Length;
        var z = new float[4 * n];
        for (int j = 0; j < 4 * n; j++)
        {
            z[j] = _b[j];
            for (int k = 0; k < x.Length; k++)
            {
                z[j] += _w[j * x.Length + k] * x[k];
            }

            for (int k = 0; k < n; k++)
            {
                z[j] += _u[j * n + k] * h[k];
            }
        }

        var nextC = new float[n];
        var nextH = new float[n];
        for (int j = 0; j < n; j++)
        {
            nextC[j] = Sigmoid(z[n + j]) * c[j] + Sigmoid(z[j]) * MathF.Tanh(z[2 * n + j]); // MG1015
            nextH[j] = Sigmoid(z[3 * n + j]) * MathF.Tanh(nextC[j]);
        }

        c = nextC;
        return nextH;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
