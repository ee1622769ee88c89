using System;

public class Seq
{
    static double Sig(double v) => 0.5 * (Math.Tanh(v / 2) + 1);
    [RecurrentCell]
    public double[] Run(double[] xs, double[] p)
    {
        var (h, c) = (0.0, 0.0);
        var ys = new double[xs.Length];
        for (int t = 0; t < xs.Length; t++)
        {
            double f = Sig(p[0] * xs[t] + p[1] * h); // MG1001
            double i = Sig(p[2] * xs[t] + p[3] * h + p[8]);
            double g = Math.Tanh(p[4] * xs[t] + p[5] * h);
            double o = Sig(p[6] * xs[t] + p[7] * h);
            double c2 = f * c + i * g, h2 = o * Math.Tanh(c2);
            (h, c) = (h2, c2);
            ys[t] = h2;
        }

        return ys;
    }

    [RecurrentCell]
    public double[] Crossed(double[] xs, double[] p)
    {
        double h = 0, c = 0;
        var ys = new double[xs.Length];
        for (int t = 0; t < xs.Length; t++)
        {
            double f = Sig(p[0] * xs[t] + p[1] * h + 1), i = Sig(p[2] * xs[t] + p[3] * h), g = Math.Tanh(p[4] * xs[t] + p[5] * h), o = Sig(p[6] * xs[t] + p[7] * h);
            double next = f * c + i * g; // MG1013
            c = o * Math.Tanh(next);
            h = next;
            ys[t] = h;
        }

        return ys;
    }

    [RecurrentCell]
    public float[] Buffers(float[] xs, float[] w, float[] u, int n)
    {
        var h = new float[n];
        var c = new float[n];
        var z = new float[4 * n];
        foreach (var x in xs)
        {
            for (int j = 0; j < 4 * n; j++)
            {
                z[j] = w[j] * x;
                for (int k = 0; k < n; k++)
                    z[j] += u[j * n + k] * h[k];
            }

            for (int j = 0; j < n; j++)
            {
                c[j] = c[j] * S(z[j]) // MG1001
 + S(z[n + j]) * MathF.Tanh(z[2 * n + j]);
                h[j] = S(z[3 * n + j]) * MathF.Tanh(c[j]);
            }
        }

        return h;
    }

    static float S(float v) => 1f / (1f + MathF.Exp(-v));
}
