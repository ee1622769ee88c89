using System;

public class MinimalCell
{
    private readonly double wxi, whi, bi, wxf, whf, bf, wxg, whg, bg, wxo, who, bo;

    public MinimalCell(double[] p)
    {
        (wxi, whi, bi, wxf, whf, bf) = (p[0], p[1], p[2], p[3], p[4], p[11]);
        (wxg, whg, bg, wxo, who, bo) = (p[5], p[6], p[7], p[8], p[9], p[10]);
    }

    public double H { get; private set; }

    public double C { get; private set; }

    [RecurrentCell]
    public double Forward(double x)
    {
        double inputGate = Sigmoid(wxi * x + whi * H + bi);
        double forgetGate = Sigmoid(wxf * x + whf * H + bf);
        double candidate = Math.Tanh(wxg * x + whg * H + bg);
        double outputGate = Sigmoid(wxo * x + who * H + bo);
        C = forgetGate * C + inputGate * candidate;
        H = outputGate * Math.Tanh(C);
        return H;
    }

    private static double Sigmoid(double v) => 1.0 / (1.0 + Math.Exp(-v));
}
