using System;

public struct LstmState { public float H, C; }
public sealed class Cell(float[] w)
{
    static float S(float v) => 1 / (1 + MathF.Exp(-v));
    [RecurrentCell]
    public float Step(float x, LstmState s)
    {
        s.C = S(w[0] * x + w[1] * s.H + w[2]) * s.C + S(w[3] * x + w[4] * s.H + w[5]) * MathF.Tanh(w[6] * x + w[7] * s.H + w[8]); // MG1015
        s.H = S(w[9] * x + w[10] * s.H + w[11]) * MathF.Tanh(s.C);
        return s.H;
    }
}
