using System;

public class Halves
{
    float s(float v) => 1 / (1 + MathF.Exp(-v));
    float[] h = new float[8], c = new float[8], b = new float[32];
    float[, ] wx = new float[8, 32], wh = new float[8, 32];
    public void Load(System.IO.BinaryReader r)
    {
        for (int k = 0; k < b.Length; k++)
            b[k] = r.ReadSingle();
    }

    [RecurrentCell]
    public void Step(float[] x)
    {
        var a = new float[32];
        for (int col = 0; col < 32; col++)
        {
            a[col] = b[col];
            for (int row = 0; row < 8; row++)
                a[col] += x[row] * wx[row, col] + h[row] * wh[row, col];
        }

        for (int k = 0; k < 24; k++)
            a[k] = s(a[k]);
        for (int k = 24; k < 32; k++)
            a[k] = MathF.Tanh(a[k]);
        for (int k = 0; k < 8; k++)
        {
            c[k] = a[k + 8] * c[k] + a[k] * a[k + 24];
            h[k] = a[k + 16] * MathF.Tanh(c[k]);
        }
    }
}
