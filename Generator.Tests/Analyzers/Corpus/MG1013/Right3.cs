using System;

/// <summary>A GRU, whose one state is called hidden and is multiplied by a gate.</summary>
public static class GatedUnit
{
    [RecurrentCell]
    public static float Step(float x, float hidden, float[] p)
    {
        float z = Sigmoid(p[0] * x + p[1] * hidden + p[2]);
        float r = Sigmoid(p[3] * x + p[4] * hidden + p[5]);
        float n = MathF.Tanh(p[6] * x + p[7] * (r * hidden) + p[8]);
        return (1 - z) * n + z * hidden;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
