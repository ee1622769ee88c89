using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

public static unsafe class Ptr
{
    [RecurrentCell]
    public static void Step(float* x, int d, float* h, float* c, int n, float* w, float* u, float* z)
    {
        for (int j = 0; j < 4 * n; j++)
        {
            float s = 0;
            for (int k = 0; k < d; k++)
                s += w[j * d + k] * x[k];
            for (int k = 0; k < n; k++)
                s += u[j * n + k] * h[k];
            z[j] = s;
        }

        int q = 0;
        for (; q + 8 <= n; q += 8)
        {
            Vector256<float> i = Sig(Avx.LoadVector256(z + q)), f = Sig(Avx.LoadVector256(z + n + q)), g = Tanh(Vector256.Load(z + 2 * n + q)), o = Sig(Avx.LoadVector256(z + 3 * n + q)); // MG1001
            Vector256<float> cn = Fma.IsSupported ? Fma.MultiplyAdd(f, Avx.LoadVector256(c + q), Avx.Multiply(i, g)) : Avx.Add(Avx.Multiply(f, Avx.LoadVector256(c + q)), Avx.Multiply(i, g));
            Avx.Store(c + q, cn);
            Avx.Store(h + q, Avx.Multiply(o, Tanh(cn)));
        }

        for (; q < n; q++)
        {
            c[q] = S(z[n + q]) * c[q] + S(z[q]) * MathF.Tanh(z[2 * n + q]);
            h[q] = S(z[3 * n + q]) * MathF.Tanh(c[q]);
        }
    }

    static float S(float v) => 1 / (1 + MathF.Exp(-v));
    static Vector256<float> Sig(Vector256<float> v) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-v));
    static Vector256<float> Tanh(Vector256<float> v) => Sig(v + v) * 2f - Vector256<float>.One;
}
