using System;

public class Peep
{
    readonly double[][] W, R;
    readonly double[] p_i, p_f, p_o, b_i, b_z, b_o;
    double[] y, c;
    readonly int N, M;
    public Peep(int n, int m, double[][] w, double[][] r, double[] v)
    {
        N = n;
        M = m;
        W = w;
        R = r;
        p_i = p_f = p_o = b_i = b_z = b_o = v;
        y = new double[n];
        c = new double[n];
    }

    [RecurrentCell]
    public double[] Forward(double[] x)
    {
        double[] newC = new double[N], newY = new double[N];
        for (int n = 0; n < N; n++)
        {
            double zBar = 0.0, iBar = 0.0, fBar = 0.0, oBar = 0.0;
            for (int m = 0; m < M; m++)
            {
                zBar += W[0][n * M + m] * x[m];
                iBar += W[1][n * M + m] * x[m];
                fBar += W[2][n * M + m] * x[m];
                oBar += W[3][n * M + m] * x[m];
            }

            for (int k = 0; k < N; k++)
            {
                zBar += R[0][n * N + k] * y[k];
                iBar += R[1][n * N + k] * y[k];
                fBar += R[2][n * N + k] * y[k];
                oBar += R[3][n * N + k] * y[k];
            }

            iBar += p_i[n] * c[n] + b_i[n];
            fBar += p_f[n] * c[n];
            zBar += b_z[n];
            newC[n] = Math.Tanh(zBar) * Sigma(iBar) + c[n] * Sigma(fBar); // MG1001
            oBar += p_o[n] * newC[n] + b_o[n];
            newY[n] = Math.Tanh(newC[n]) * Sigma(oBar);
        }

        c = newC;
        y = newY;
        return y;
    }

    private double Sigma(double a)
    {
        double e = Math.Exp(-a);
        return 1.0 / (e + 1.0);
    }
}
