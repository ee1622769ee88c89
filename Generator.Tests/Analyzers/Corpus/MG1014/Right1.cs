using System;

/// <summary>No gate reads the hidden state: a quasi-recurrent cell, on purpose.</summary>
public static class QuasiRecurrent
{
    [RecurrentCell]
    public static float Step(float x, ref float h, ref float c, ReadOnlySpan<float> w, ReadOnlySpan<float> b)
    {
        float f = Sigmoid(w[0] * x + b[0]);
        float i = Sigmoid(w[1] * x + b[1]);
        float o = Sigmoid(w[2] * x + b[2]);
        c = f * c + i * MathF.Tanh(w[3] * x + b[3]);
        h = o * MathF.Tanh(c);
        return h;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
