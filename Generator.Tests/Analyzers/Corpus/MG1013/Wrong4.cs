using System;

/// <summary>tanh is given the old hidden state.</summary>
public static class OldOutput
{
    [RecurrentCell]
    public static double Step(double x, ref double h, ref double c, double[,] p)
    {
        double Gate(int i, double y) => p[i, 0] * x + p[i, 1] * y + p[i, 2];
        double f = Sigmoid(Gate(0, h)), i = Sigmoid(Gate(1, h)), o = Sigmoid(Gate(2, h));
        c = f * c + i * Math.Tanh(Gate(3, h));
        h = o * Math.Tanh(h); // MG1013
        return h;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
