using System;

public unsafe class FixedCell
{
    readonly float[] w, u, z, h, c;
    readonly float[] b;
    readonly int n;
    public FixedCell(int n, float[] w, float[] u, float[] b)
    {
        this.n = n;
        this.w = w;
        this.u = u;
        this.b = b;
        z = new float[4 * n];
        h = new float[n];
        c = new float[n];
    }

    [RecurrentCell]
    public void Step(float x)
    {
        fixed (float* pw = w, pu = u, pz = z, ph = h, pc = c, pb = &b[0])
        {
            for (int j = 0; j < 4 * n; j++)
            {
                float s = pb[j] + pw[j] * x;
                float* row = pu + j * n;
                for (int k = 0; k < n; k++)
                    s += *(row + k) * ph[k];
                *(pz + j) = s;
            }

            float* zi = pz, zf = zi + n, zg = zf + n, zo = zg + n;
            for (int j = 0; j < n; j++, zi++, zf++, zg++, zo++)
            {
                pc[j] = S(*zf) * pc[j] + S(*zi) * MathF.Tanh(*zg);
                ph[j] = S(*zo) * MathF.Tanh(ph[j]); // MG1013
            }
        }
    }

    static float S(float v) => 1f / (1f + MathF.Exp(-v));
}
