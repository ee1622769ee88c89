using System;

/// <summary>As TensorFlow 1: the 1 is added when the cell runs, and the stored bias has none.</summary>
public sealed class BasicCell(int units, double[,] kernel)
{
    private const double ForgetBias = 1.0;
    private readonly double[] _bias = new double[4 * units];

    [RecurrentCell]
    public (double[] C, double[] H) Step(double[] x, double[] h, double[] c)
    {
        var z = new double[4 * units];
        for (int j = 0; j < 4 * units; j++)
        {
            z[j] = _bias[j];
            for (int k = 0; k < x.Length; k++)
            {
                z[j] += x[k] * kernel[k, j];
            }

            for (int k = 0; k < units; k++)
            {
                z[j] += h[k] * kernel[x.Length + k, j];
            }
        }

        var nextC = new double[units];
        var nextH = new double[units];
        for (int j = 0; j < units; j++)
        {
            nextC[j] = Sigmoid(z[2 * units + j] + ForgetBias) * c[j] + Sigmoid(z[j]) * Math.Tanh(z[units + j]);
            nextH[j] = Sigmoid(z[3 * units + j]) * Math.Tanh(nextC[j]);
        }

        return (nextC, nextH);
    }

    private static double Sigmoid(double x) => 1.0 / (1.0 + Math.Exp(-x));
}
