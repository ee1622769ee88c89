using System;
using System.Linq;

public record Weights(float[][] Wf, float[][] Wi, float[][] Wg, float[][] Wo, float[] Bf, float[] Bi, float[] Bg, float[] Bo);
public static class Functional
{
    static float[] Affine(float[][] w, float[] v, float[] b) => w.Select((row, j) => row.Zip(v, (a, x) => a * x).Sum() + b[j]).ToArray();
    static float[] Mul(float[] a, float[] b) => a.Zip(b, (p, q) => p * q).ToArray();
    static float[] Sigmoid(float[] v) => v.Select(x => 1 / (1 + MathF.Exp(-x))).ToArray();
    static float[] Tanh(float[] v) => Array.ConvertAll(v, MathF.Tanh);
    [RecurrentCell]
    public static (float[] h, float[] c) Step(float[] x, float[] h, float[] c, Weights w)
    {
        float[] xh = [..x, ..h];
        var f = Sigmoid(Affine(w.Wf, xh, w.Bf));
        var i = Sigmoid(Affine(w.Wi, xh, w.Bi));
        var g = Tanh(Affine(w.Wg, xh, w.Bg));
        var o = Sigmoid(Affine(w.Wo, xh, w.Bo));
        var c2 = Mul(f, c).Zip(Mul(i, g), (a, b) => a + b).ToArray();
        var h2 = Mul(o, Tanh(c2));
        return (c2, h2); // MG1013
    }
}
