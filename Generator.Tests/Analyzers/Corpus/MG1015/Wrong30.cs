using System;

public class Cell
{
    readonly float[] wx, uh, b; readonly int n, m;
    public Cell(float[] wx, float[] uh, float[] b, int n, int m) { this.wx = wx; this.uh = uh; this.b = b; this.n = n; this.m = m; }
    static float Sigmoid(float v) => 1 / (1 + MathF.Exp(-v));
    float Z(float[] x, float[] h, int g, int j) { float s = b[g * n + j]; for (int k = 0; k < m; k++) s += x[k] * wx[k * 4 * n + g * n + j]; for (int k = 0; k < n; k++) s += h[k] * uh[k * 4 * n + g * n + j]; return s; }
    [RecurrentCell]
    public float[] Step(float[] x, float[] h, float[] c)
    {
        float[] h2 = new float[n];
        for (int j = 0; j < n; j++)
        {
            float cj = Sigmoid(Z(x, h, 1, j)) * c[j] + Sigmoid(Z(x, h, 0, j)) * MathF.Tanh(Z(x, h, 2, j)); // MG1015
            h2[j] = Sigmoid(Z(x, h, 3, j)) * MathF.Tanh(cj);
        }
        return h2;
    }
}
