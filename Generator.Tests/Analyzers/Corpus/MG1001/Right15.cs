using System;

/// <summary>The input and forget gates are coupled, and a projection follows.</summary>
public static class CoupledProjected
{
    [RecurrentCell]
    public static void Step(float[] x, float[] state, float[] c, float[][] w, float[] b, float[][] projection)
    {
        int units = c.Length;
        var raw = new float[units];
        for (int j = 0; j < units; j++)
        {
            float f = Sigmoid(Dot(w[j], x, state) + b[j]);
            float o = Sigmoid(Dot(w[units + j], x, state) + b[units + j]);
            float g = MathF.Tanh(Dot(w[2 * units + j], x, state) + b[2 * units + j]);
            c[j] = Math.Clamp(f * c[j] + (1 - f) * g, -3f, 3f);
            raw[j] = o * MathF.Tanh(c[j]);
        }

        for (int p = 0; p < state.Length; p++)
        {
            state[p] = 0;
            for (int j = 0; j < units; j++)
            {
                state[p] += projection[p][j] * raw[j];
            }
        }
    }

    private static float Dot(float[] row, float[] x, float[] h)
    {
        float sum = 0;
        for (int k = 0; k < row.Length; k++)
        {
            sum += row[k] * (k < x.Length ? x[k] : h[k - x.Length]);
        }

        return sum;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
