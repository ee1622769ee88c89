using System;

/// <summary>TensorFlow 1's order, c first, by name.</summary>
public static class CellFirst
{
    [RecurrentCell]
    public static (float C, float H) Step(float x, (float C, float H) state, float[] p)
    {
        float f = Sigmoid(p[0] * x + p[1] * state.H + p[2]);
        float i = Sigmoid(p[3] * x + p[4] * state.H + p[5]);
        float g = MathF.Tanh(p[6] * x + p[7] * state.H + p[8]);
        float o = Sigmoid(p[9] * x + p[10] * state.H + p[11]);
        float c = f * state.C + i * g;
        return (c, o * MathF.Tanh(c));
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
