using System;

public class GateLoop
{
    readonly float[,, ] w;
    readonly float[,, ] u;
    readonly float[, ] b;
    readonly int n;
    public GateLoop(float[,, ] w, float[,, ] u, float[, ] b, int n)
    {
        this.w = w;
        this.u = u;
        this.b = b;
        this.n = n;
    }

    public float[] Hidden = new float[16];
    public float[] Cell = new float[16];
    [RecurrentCell]
    public void Tick(float[] input)
    {
        var gate = new float[4, n];
        for (int k = 0; k < 4; k++)
            for (int j = 0; j < n; j++)
            {
                float acc = k == 1 ? 0f : b[k, j];
                foreach (float v in input)
                    acc += v * w[k, j, 0];
                for (int m = 0; m < n; m++)
                    acc += Hidden[m] * u[k, j, m];
                gate[k, j] = k switch
                {
                    2 => MathF.Tanh(acc),
                    _ => Logistic(acc)}; // MG1001
            }

        for (int j = 0; j < n; j++)
            Cell[j] = gate[1, j] * Cell[j] + gate[0, j] * gate[2, j];
        for (int j = 0; j < n; j++)
            Hidden[j] = gate[3, j] * MathF.Tanh(Cell[j]);
    }

    static float Logistic(float v)
    {
        if (v < -30f)
            return 0f;
        if (v > 30f)
            return 1f;
        return 1f / (1f + MathF.Exp(-v));
    }
}
