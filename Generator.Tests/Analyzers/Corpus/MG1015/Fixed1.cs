using System;

/// <summary>c is a number, and a number's parameter is a copy.</summary>
public static class LostCell
{
    [RecurrentCell]
    public static float Step(float x, float h, ref float c, float[] p)
    {
        float f = Sigmoid(p[0] * x + p[1] * h + p[2]);
        float i = Sigmoid(p[3] * x + p[4] * h + p[5]);
        float g = MathF.Tanh(p[6] * x + p[7] * h + p[8]);
        float o = Sigmoid(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        return o * MathF.Tanh(c);
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
