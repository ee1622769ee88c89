using System;

public class Bptt
{
    double[][] h, c, f, i, g, o;
    double[][] W, U;
    double[] b;
    int n;
    public Bptt(int steps, int n, double[][] w, double[][] u, double[] bias)
    {
        this.n = n;
        W = w;
        U = u;
        b = bias;
        h = New(steps);
        c = New(steps);
        f = New(steps);
        i = New(steps);
        g = New(steps);
        o = New(steps);
    }

    double[][] New(int s)
    {
        var r = new double[s][];
        for (int k = 0; k < s; k++)
            r[k] = new double[n];
        return r;
    }

    [RecurrentCell]
    public void Forward(double[][] xs)
    {
        for (int t = 1; t < xs.Length; t++)
            for (int j = 0; j < n; j++)
            {
                double zf = b[j], zi = b[n + j], zg = b[2 * n + j], zo = b[3 * n + j];
                for (int k = 0; k < xs[t].Length; k++)
                {
                    zf += W[j][k] * xs[t][k];
                    zi += W[n + j][k] * xs[t][k];
                    zg += W[2 * n + j][k] * xs[t][k];
                    zo += W[3 * n + j][k] * xs[t][k];
                }

                for (int k = 0; k < n; k++)
                {
                    zf += U[j][k] * h[t - 1][k];
                    zi += U[n + j][k] * h[t - 1][k];
                    zo += U[3 * n + j][k] * h[t - 1][k];
                }

                f[t][j] = S(zf);
                i[t][j] = S(zi);
                g[t][j] = Math.Tanh(zg); // MG1014
                o[t][j] = S(zo);
                c[t][j] = f[t][j] * c[t - 1][j] + i[t][j] * g[t][j];
                h[t][j] = o[t][j] * Math.Tanh(c[t][j]);
            }
    }

    static double S(double v) => 1 / (1 + Math.Exp(-v));
}
