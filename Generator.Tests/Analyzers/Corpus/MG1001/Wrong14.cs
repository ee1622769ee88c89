using System;
using System.Collections.Generic;
using System.Linq;

public class Lists
{
    public List<List<double>> Wf = new(), Wi = new(), Wg = new(), Wo = new();
    public List<double> Bi = new(), Bg = new(), Bo = new();
    double Sig(double z)
    {
        return 1.0 / (1.0 + Math.Pow(Math.E, -z));
    }

    [RecurrentCell]
    public (List<double> hidden, List<double> cell) Step(List<double> input, List<double> prevHidden, List<double> prevCell)
    {
        List<double> v = input.Concat(prevHidden).ToList();
        var cell = new List<double>();
        var hidden = new List<double>();
        for (int n = 0; n < prevCell.Count; n++)
        {
            double f = 0, i = 0, g = 0, o = 0;
            for (int k = 0; k < v.Count; k++)
            {
                f += Wf[n][k] * v[k];
                i += Wi[n][k] * v[k];
                g += Wg[n][k] * v[k];
                o += Wo[n][k] * v[k];
            }

            double ct = Sig(f) * prevCell[n] + Sig(i + Bi[n]) * Math.Tanh(g + Bg[n]); // MG1001
            cell.Add(ct);
            hidden.Add(Sig(o + Bo[n]) * Math.Tanh(ct));
        }

        return (hidden, cell);
    }
}
