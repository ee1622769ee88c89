using System;
using System.Collections.Generic;

public class Cached
{
    public class Cache
    {
        public double[] F = [], I = [], G = [], O = [], C = [], H = [];
    }

    readonly Stack<Cache> caches = new();
    readonly double[] w;
    readonly int n;
    public Cached(double[] w, int n)
    {
        this.w = w;
        this.n = n;
    }

    static double S(double v) => 1 / (1 + Math.Exp(-v));
    double Net(int gate, int j, double[] x, double[] h)
    {
        double z = w[gate];
        for (int k = 0; k < x.Length; k++)
            z += w[gate * n + k] * x[k];
        for (int k = 0; k < h.Length; k++)
            z += w[gate * n + k] * h[k];
        return z;
    }

    [RecurrentCell]
    public double[] Forward(double[] x)
    {
        Cache last = caches.Peek();
        var next = new Cache
        {
            F = new double[n],
            I = new double[n],
            G = new double[n],
            O = new double[n],
            C = new double[n],
            H = new double[n]
        };
        for (int j = 0; j < n; j++)
        {
            next.F[j] = S(Net(0, j, x, last.H));
            next.I[j] = S(Net(1, j, x, last.H));
            next.G[j] = Math.Tanh(Net(2, j, x, last.H));
            next.O[j] = S(Net(3, j, x, last.H));
            next.C[j] = next.F[j] * last.C[j] + next.I[j] * next.G[j];
            next.H[j] = next.O[j] * Math.Tanh(next.C[j]);
        }

        caches.Push(next);
        return next.H;
    }
}
