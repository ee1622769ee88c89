using System;

/// <summary>A whole sequence: the states stay in the method.</summary>
public static class Sequence
{
    [RecurrentCell]
    public static float[] Run(float[] xs, float[] p)
    {
        float h = 0, c = 0;
        var outputs = new float[xs.Length];
        for (int t = 0; t < xs.Length; t++)
        {
            float f = Sigmoid(p[0] * xs[t] + p[1] * h + p[2]);
            float i = Sigmoid(p[3] * xs[t] + p[4] * h + p[5]);
            float g = MathF.Tanh(p[6] * xs[t] + p[7] * h + p[8]);
            float o = Sigmoid(p[9] * xs[t] + p[10] * h + p[11]);
            c = f * c + i * g;
            h = o * MathF.Tanh(c);
            outputs[t] = h;
        }

        return outputs;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
