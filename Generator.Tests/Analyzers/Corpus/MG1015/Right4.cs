using System;

public sealed class Stack
{
    public sealed class Layer
    {
        public float Wf, Uf, Bf, Wi, Ui, Bi, Wg, Ug, Bg, Wo, Uo, Bo;
        public float H, C;
        public float Step(float x)
        {
            float f = S(Wf * x + Uf * H + Bf), i = S(Wi * x + Ui * H + Bi), g = MathF.Tanh(Wg * x + Ug * H + Bg), o = S(Wo * x + Uo * H + Bo);
            C = f * C + i * g;
            H = o * MathF.Tanh(C);
            return H;
        }
    }

    static float S(float v) => 1f / (1f + MathF.Exp(-v));
    readonly Layer a = new(), b = new();
    [RecurrentCell]
    public float Step(float x) => b.Step(a.Step(x));
    readonly Layer[] all = new Layer[3];
    [RecurrentCell]
    public float Deep(float x)
    {
        foreach (var l in all)
            x = l.Step(x);
        return x;
    }

    [RecurrentCell]
    public float Deep2(float x)
    {
        for (int i = 0; i < all.Length; i++)
            x = all[i].Step(x);
        return x;
    }
}
