using System;
using System.Numerics;

/// <summary>The fields are written crosswise: the next step takes each state for the other.</summary>
public sealed class VectorState
{
    private Vector<float> _first, _second;
    private readonly Vector<float>[] _p;

    public VectorState(Vector<float>[] p) => _p = p;

    [RecurrentCell]
    public Vector<float> Step(Vector<float> x)
    {
        Vector<float> keep = Squash(_p[0] * x + _p[1] * _first + _p[2]);
        Vector<float> add = Squash(_p[3] * x + _p[4] * _first + _p[5]);
        Vector<float> show = Squash(_p[6] * x + _p[7] * _first + _p[8]);
        Vector<float> memory = keep * _second + add * Tanh(_p[9] * x + _p[10] * _first + _p[11]);
        Vector<float> output = show * Tanh(memory);
        _first = memory; // MG1013
        _second = output;
        return output;
    }

    private static Vector<float> Squash(Vector<float> v) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-v));

    private static Vector<float> Tanh(Vector<float> v) => Squash(v + v) * 2f - Vector<float>.One;
}
