using System;

public sealed class Matrix
{
    public readonly double[, ] V;
    public Matrix(int r, int c)
    {
        V = new double[r, c];
    }

    public static Matrix operator *(Matrix a, Matrix b)
    {
        var m = new Matrix(a.V.GetLength(0), b.V.GetLength(1));
        for (int i = 0; i < m.V.GetLength(0); i++)
            for (int j = 0; j < m.V.GetLength(1); j++)
                for (int k = 0; k < a.V.GetLength(1); k++)
                    m.V[i, j] += a.V[i, k] * b.V[k, j];
        return m;
    }

    public static Matrix operator +(Matrix a, Matrix b)
    {
        var m = new Matrix(a.V.GetLength(0), a.V.GetLength(1));
        for (int i = 0; i < a.V.GetLength(0); i++)
            for (int j = 0; j < a.V.GetLength(1); j++)
                m.V[i, j] = a.V[i, j] + b.V[i, j];
        return m;
    }

    public Matrix Hadamard(Matrix b)
    {
        var m = new Matrix(V.GetLength(0), V.GetLength(1));
        for (int i = 0; i < V.GetLength(0); i++)
            for (int j = 0; j < V.GetLength(1); j++)
                m.V[i, j] = V[i, j] * b.V[i, j];
        return m;
    }

    public Matrix Map(Func<double, double> f)
    {
        var m = new Matrix(V.GetLength(0), V.GetLength(1));
        for (int i = 0; i < V.GetLength(0); i++)
            for (int j = 0; j < V.GetLength(1); j++)
                m.V[i, j] = f(V[i, j]);
        return m;
    }
}

public class MatLstm
{
    Matrix Wf, Uf, Bf, Wi, Ui, Bi, Wc, Uc, Bc, Wo, Uo, Bo, h, c;
    public MatLstm(Matrix[] m)
    {
        Wf = m[0];
        Uf = m[1];
        Bf = m[2];
        Wi = m[3];
        Ui = m[4];
        Bi = m[5];
        Wc = m[6];
        Uc = m[7];
        Bc = m[8];
        Wo = m[9];
        Uo = m[10];
        Bo = m[11];
        h = m[12];
        c = m[13];
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    [RecurrentCell]
    public Matrix Forward(Matrix x)
    {
        var f = (Wf * x + Uf * h + Bf).Map(Sigmoid);
        var i = (Wi * x + Bi).Map(Sigmoid); // MG1014
        var cc = (Wc * x + Uc * h + Bc).Map(Math.Tanh);
        var o = (Wo * x + Uo * h + Bo).Map(z => Sigmoid(z));
        c = f.Hadamard(c) + i.Hadamard(cc);
        h = o.Hadamard(c.Map(Math.Tanh));
        return h;
    }
}
