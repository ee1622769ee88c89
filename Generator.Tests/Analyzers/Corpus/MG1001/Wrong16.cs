using System;
using System.Numerics;

public static class Generic<T>
    where T : IFloatingPointIeee754<T>
{
    static T Sigmoid(T v) => T.One / (T.One + T.Exp(-v));
    [RecurrentCell]
    public static (T h, T c) Step(T x, T h, T c, ReadOnlySpan<T> w)
    {
        T f = Sigmoid(w[0] * x + w[1] * h); // MG1001
        T i = Sigmoid(w[2] * x + w[3] * h + w[8]);
        T g = T.Tanh(w[4] * x + w[5] * h);
        T o = Sigmoid(w[6] * x + w[7] * h);
        T c1 = f * c + i * g;
        T h1 = o * T.Tanh(c1);
        return (h1, c1);
    }
}
