using System;

public static class HardSig
{
    static float HardSigmoid(float x) => Math.Clamp(0.2f * x + 0.5f, 0f, 1f);
    static float Fast(float x) => x / (1 + MathF.Abs(x));
    [RecurrentCell]
    public static void Step(float x, ref float h, ref float c, float[] p)
    {
        float f = HardSigmoid(p[0] * x + p[1] * h); // MG1001
        float i = HardSigmoid(p[2] * x + p[3] * h), o = HardSigmoid(p[4] * x + p[5] * h);
        c = f * c + i * Fast(p[6] * x + p[7] * h);
        h = o * Fast(c);
    }

    [RecurrentCell]
    public static void Inline(float x, ref float h, ref float c, float[] p)
    {
        float f = Math.Clamp(0.2f * (p[0] * x + p[1] * h) + 0.5f, 0f, 1f); // MG1001
        float i = Math.Clamp(0.2f * (p[2] * x + p[3] * h) + 0.5f, 0f, 1f), o = Math.Min(1, Math.Max(0, 0.2f * (p[4] * x + p[5] * h) + 0.5f));
        c = f * c + i * MathF.Tanh(p[6] * x + p[7] * h);
        h = o * MathF.Tanh(c);
    }
}
