using System;

public class Calls
{
    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    [RecurrentCell]
    static (float h, float c) Cell(float x, float h, float c, float[] p)
    {
        float f = S(p[0] * x + p[1] * h + p[2]), i = S(p[3] * x + p[4] * h + p[5]), g = MathF.Tanh(p[6] * x + p[7] * h + p[8]), o = S(p[9] * x + p[10] * h + p[11]);
        c = f * c + i * g;
        return (o * MathF.Tanh(c), c);
    }

    float _h, _c;
    void A(float x, float[] p)
    {
        (_h, _c) = Cell(x, _h, _c, p);
    }

    void B(float x, float[] p)
    {
        (_c, _h) = Cell(x, _h, _c, p); // MG1013
    }

    void C(float x, float[] p)
    {
        var (h, c) = Cell(x, _c, _h, p); // MG1013
        _h = h;
        _c = c;
    }

    void D(float x, float[] p)
    {
        var (c, h) = Cell(x, _h, _c, p); // MG1013
    }

    void E(float x, float[] p)
    {
        var (a, b) = Cell(x, h: _h, c: _c, p: p);
        (_h, _) = Cell(x, a, b, p);
    }
}
