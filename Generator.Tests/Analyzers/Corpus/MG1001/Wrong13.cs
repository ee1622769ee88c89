using System;
using System.Numerics;

/// <summary>Vectors over the units; the other gates have a bias each.</summary>
internal struct VectorCell
{
    public float[] Wi, Wf, Wg, Wo, Ui, Uf, Ug, Uo, Bi, Bg, Bo;
    public float[] H, C;

    [RecurrentCell]
    public void Advance(float x)
    {
        int lanes = Vector<float>.Count;
        int j = 0;
        for (; j <= H.Length - lanes; j += lanes)
        {
            var h = new Vector<float>(H, j);
            var c = new Vector<float>(C, j);
            Vector<float> i = Squash(new Vector<float>(Wi, j) * x + new Vector<float>(Ui, j) * h + new Vector<float>(Bi, j));
            Vector<float> f = Squash(new Vector<float>(Wf, j) * x + new Vector<float>(Uf, j) * h); // MG1001
            Vector<float> g = Vector.FusedMultiplyAdd(Squash(2f * (new Vector<float>(Wg, j) * x + new Vector<float>(Ug, j) * h + new Vector<float>(Bg, j))), new Vector<float>(2f), -Vector<float>.One);
            Vector<float> o = Squash(new Vector<float>(Wo, j) * x + new Vector<float>(Uo, j) * h + new Vector<float>(Bo, j));
            Vector<float> next = Vector.FusedMultiplyAdd(f, c, i * g);
            next.CopyTo(C, j);
            (o * (2f * Squash(2f * next) - Vector<float>.One)).CopyTo(H, j);
        }

        for (; j < H.Length; j++)
        {
            float f = 1 / (1 + MathF.Exp(-(Wf[j] * x + Uf[j] * H[j])));
            float i = 1 / (1 + MathF.Exp(-(Wi[j] * x + Ui[j] * H[j] + Bi[j])));
            float o = 1 / (1 + MathF.Exp(-(Wo[j] * x + Uo[j] * H[j] + Bo[j])));
            C[j] = f * C[j] + i * MathF.Tanh(Wg[j] * x + Ug[j] * H[j] + Bg[j]);
            H[j] = o * MathF.Tanh(C[j]);
        }
    }

    private static Vector<float> Squash(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));
}
