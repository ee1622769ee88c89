using System;
using System.Runtime.Intrinsics;

/// <summary>Eight units at a time; the candidate forgets the past.</summary>
public sealed unsafe class EightUnits
{
    public required Vector256<float>[] W { get; init; }

    public required Vector256<float>[] U { get; init; }

    public required Vector256<float>[] B { get; init; }

    [RecurrentCell]
    public (Vector256<float> Output, Vector256<float> Cell) Next(float input, in Vector256<float> h, in Vector256<float> c)
    {
        Vector256<float> x = Vector256.Create(input);
        Vector256<float> f = Sigmoid(Net(0, x, h) + B[0]);
        Vector256<float> i = Sigmoid(Net(1, x, h) + B[1]);
        Vector256<float> g = Tanh(Net(2, x, h) + B[2]);
        Vector256<float> o = Sigmoid(Net(3, x, h) + B[3]);
        Vector256<float> cell = f * c + i * g;
        return (o * Tanh(cell), cell);
    }

    private Vector256<float> Net(int gate, Vector256<float> x, Vector256<float> h) => Vector256.FusedMultiplyAdd(x, W[gate], h * U[gate]);

    private static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));

    private static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> twice = Vector256.Exp(x + x);
        return (twice - Vector256<float>.One) / (twice + Vector256<float>.One);
    }
}
