using System;

/// <summary>One unit, by hand.</summary>
public static class ScalarLstm
{
    [RecurrentCell]
    public static (float H, float C) Step(float x, float h, float c, float[] w)
    {
        float f = Sigmoid(w[0] * x + w[1] * h); // MG1001
        float i = Sigmoid(w[2] * x + w[3] * h);
        float g = MathF.Tanh(w[4] * x + w[5] * h);
        float o = Sigmoid(w[6] * x + w[7] * h);
        float next = f * c + i * g;
        return (o * MathF.Tanh(next), next);
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
