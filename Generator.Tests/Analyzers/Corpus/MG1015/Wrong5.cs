using System;

public struct State
{
    public float[] H;
    public float[] C;
}

public class ByStruct
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    public float[] InPlace(float x, State s, float[] p)
    {
        for (int j = 0; j < s.H.Length; j++)
        {
            float f = S(p[0] * x + p[1] * s.H[j] + p[2]), i = S(p[3] * x + p[4] * s.H[j] + p[5]), g = MathF.Tanh(p[6] * x + p[7] * s.H[j] + p[8]), o = S(p[9] * x + p[10] * s.H[j] + p[11]);
            s.C[j] = f * s.C[j] + i * g;
            s.H[j] = o * MathF.Tanh(s.C[j]);
        }

        return s.H;
    }

    [RecurrentCell]
    public float[] Lost(float x, State s, float[] p)
    {
        var c = new float[s.H.Length];
        var h = new float[s.H.Length];
        for (int j = 0; j < s.H.Length; j++)
        {
            float f = S(p[0] * x + p[1] * s.H[j] + p[2]), i = S(p[3] * x + p[4] * s.H[j] + p[5]), g = MathF.Tanh(p[6] * x + p[7] * s.H[j] + p[8]), o = S(p[9] * x + p[10] * s.H[j] + p[11]);
            c[j] = f * s.C[j] + i * g; // MG1015
            h[j] = o * MathF.Tanh(c[j]);
        }

        s = new State
        {
            H = h,
            C = c
        };
        return s.H;
    }

    [RecurrentCell]
    public State Given(float x, State s, float[] p)
    {
        var c = new float[s.H.Length];
        var h = new float[s.H.Length];
        for (int j = 0; j < s.H.Length; j++)
        {
            float f = S(p[0] * x + p[1] * s.H[j] + p[2]), i = S(p[3] * x + p[4] * s.H[j] + p[5]), g = MathF.Tanh(p[6] * x + p[7] * s.H[j] + p[8]), o = S(p[9] * x + p[10] * s.H[j] + p[11]);
            c[j] = f * s.C[j] + i * g;
            h[j] = o * MathF.Tanh(c[j]);
        }

        return new State
        {
            H = h,
            C = c
        };
    }

    [RecurrentCell]
    public State Crossed(float x, State s, float[] p)
    {
        var c = new float[s.H.Length];
        var h = new float[s.H.Length];
        for (int j = 0; j < s.H.Length; j++)
        {
            float f = S(p[0] * x + p[1] * s.H[j] + p[2]), i = S(p[3] * x + p[4] * s.H[j] + p[5]), g = MathF.Tanh(p[6] * x + p[7] * s.H[j] + p[8]), o = S(p[9] * x + p[10] * s.H[j] + p[11]);
            c[j] = f * s.C[j] + i * g;
            h[j] = o * MathF.Tanh(c[j]);
        }

        return new State
        {
            H = c, // MG1013
            C = h
        };
    }
}
