using System;

/// <summary>The state is an object, which the caller has too.</summary>
public sealed class ObjectState
{
    public double Hidden, Cell;

    [RecurrentCell]
    public static double Step(double x, ObjectState state, double[] p)
    {
        double f = Sigmoid(p[0] * x + p[1] * state.Hidden + p[2]);
        double i = Sigmoid(p[3] * x + p[4] * state.Hidden + p[5]);
        double g = Math.Tanh(p[6] * x + p[7] * state.Hidden + p[8]);
        double o = Sigmoid(p[9] * x + p[10] * state.Hidden + p[11]);
        state.Cell = f * state.Cell + i * g;
        state.Hidden = o * Math.Tanh(state.Cell);
        return state.Hidden;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
