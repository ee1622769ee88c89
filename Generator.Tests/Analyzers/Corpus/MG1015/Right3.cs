using System;
using System.Collections.Generic;

/// <summary>A struct that is given back, and a history that keeps every c.</summary>
public static class GivenBack
{
    public record struct State(float H, float C);

    [RecurrentCell]
    public static State Step(float x, State state, float[] p, List<float> history)
    {
        float f = Sigmoid(p[0] * x + p[1] * state.H + p[2]);
        float i = Sigmoid(p[3] * x + p[4] * state.H + p[5]);
        float o = Sigmoid(p[9] * x + p[10] * state.H + p[11]);
        State next = state with { C = f * state.C + i * MathF.Tanh(p[6] * x + p[7] * state.H + p[8]) };
        next.H = o * MathF.Tanh(next.C);
        history.Add(next.C);
        return next;
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
