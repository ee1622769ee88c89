using System;
using System.Numerics;

public struct LstmState
{
    public Vector4 Hidden, Cell;
}

/// <summary>The state is a struct, and the method has a copy of it.</summary>
public sealed class StructState
{
    public required Vector4[] P { get; init; }

    [RecurrentCell]
    public Vector4 Step(Vector4 x, LstmState state)
    {
        Vector4 f = Sigmoid(P[0] * x + P[1] * state.Hidden + P[2]);
        Vector4 i = Sigmoid(P[3] * x + P[4] * state.Hidden + P[5]);
        Vector4 o = Sigmoid(P[6] * x + P[7] * state.Hidden + P[8]);
        Vector4 g = Vector4.One - 2 * Sigmoid(-2 * (P[9] * x + P[10] * state.Hidden + P[11]));
        state.Cell = f * state.Cell + i * g; // MG1015
        state.Hidden = o * (Vector4.One - 2 * Sigmoid(-2 * state.Cell));
        return state.Hidden;
    }

    private static Vector4 Sigmoid(Vector4 v) => Vector4.One / (Vector4.One + Vector4.Exp(-v));
}
