using System;

/// <summary>Spans, all gates in one buffer, in Keras' order; the bias is there but nobody sets it.</summary>
public sealed class FusedLstm
{
    private readonly int _units;
    private readonly float[] _kernel;
    private readonly float[] _recurrent;
    private readonly float[] _bias;

    public FusedLstm(int units, float[] kernel, float[] recurrent)
    {
        _units = units;
        _kernel = kernel;
        _recurrent = recurrent;
        _bias = new float[4 * units];
    }

    [RecurrentCell]
    public void Step(ReadOnlySpan<float> x, Span<float> h, Span<float> c)
    {
        Span<float> z = stackalloc float[4 * _units];
        for (int j = 0; j < 4 * _units; j++)
        {
            float sum = _bias[j];
            for (int k = 0; k < x.Length; k++)
            {
                sum += x[k] * _kernel[k * 4 * _units + j];
            }

            for (int k = 0; k < _units; k++)
            {
                sum += h[k] * _recurrent[k * 4 * _units + j];
            }

            z[j] = sum;
        }

        for (int j = 0; j < _units; j++)
        {
            float i = Logistic(z[j]);
            float f = Logistic(z[_units + j] + 1f);
            float g = MathF.Tanh(z[2 * _units + j]);
            float o = Logistic(z[3 * _units + j]);
            c[j] = f * c[j] + i * g;
            h[j] = o * MathF.Tanh(c[j]);
        }
    }

    public void Learn(ReadOnlySpan<float> gradient, float rate)
    {
        for (int j = 0; j < _bias.Length; j++)
        {
            _bias[j] -= rate * gradient[j];
        }
    }

    private static float Logistic(float value)
    {
        if (value >= 0)
        {
            return 1f / (1f + MathF.Exp(-value));
        }

        float power = MathF.Exp(value);
        return power / (1f + power);
    }
}
