using System;

/// <summary>The input gate is one minus the forget gate and has no terms of its own.</summary>
public static class Coupled
{
    public readonly record struct State(double H, double C);

    [RecurrentCell]
    public static State Step(double x, State s, double[] p)
    {
        double f = Logistic(p[0] * x + p[1] * s.H + p[2]);
        double g = Math.Tanh(p[3] * x + p[4] * s.H + p[5]);
        double o = Logistic(p[6] * x + p[7] * s.H + p[8]);
        double c = f * s.C + (1 - f) * g;
        return new State(o * Math.Tanh(c), c);
    }

    private static double Logistic(double v) => 1 / (1 + Math.Exp(-v));
}
