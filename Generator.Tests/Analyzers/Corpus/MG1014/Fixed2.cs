using System;

/// <summary>The second loop stops a block too early: the output gate never sees h.</summary>
public static class FusedSpanCell
{
    [RecurrentCell]
    public static void Step(ReadOnlySpan<float> x, Span<float> hidden, Span<float> cell, float[] kernel, float[] recurrentKernel, float[] bias, Span<float> scratch)
    {
        int units = hidden.Length;
        Span<float> z = scratch.Slice(0, 4 * units);
        bias.AsSpan(0, 4 * units).CopyTo(z);
        for (int k = 0; k < x.Length; k++)
        {
            for (int j = 0; j < 4 * units; j++)
            {
                z[j] += x[k] * kernel[k * 4 * units + j];
            }
        }

        for (int k = 0; k < units; k++)
        {
            for (int j = 0; j < 4 * units; j++)
            {
                z[j] += hidden[k] * recurrentKernel[k * 4 * units + j];
            }
        }

        Span<float> i = z.Slice(0, units), f = z.Slice(units, units), g = z.Slice(2 * units, units), o = z[(3 * units)..];
        for (int j = 0; j < units; j++)
        {
            cell[j] = Sigmoid(f[j] + 1f) * cell[j] + Sigmoid(i[j]) * MathF.Tanh(g[j]);
            hidden[j] = Sigmoid(o[j]) * MathF.Tanh(cell[j]);
        }
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
