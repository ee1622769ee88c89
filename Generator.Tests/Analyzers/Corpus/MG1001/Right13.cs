using System;

/// <summary>Peepholes, and biases that come with the weights.</summary>
public sealed class PeepholeLstm
{
    private readonly Gate _input, _forget, _cell, _output;
    private float _c, _h;

    public PeepholeLstm(Gate input, Gate forget, Gate cell, Gate output) => (_input, _forget, _cell, _output) = (input, forget, cell, output);

    [RecurrentCell]
    public float Step(float x)
    {
        float i = Sigmoid(_input.Net(x, _h) + _input.Peephole * _c);
        float f = Sigmoid(_forget.Net(x, _h) + _forget.Peephole * _c);
        _c = f * _c + i * MathF.Tanh(_cell.Net(x, _h));
        float o = Sigmoid(_output.Net(x, _h) + _output.Peephole * _c);
        return _h = o * MathF.Tanh(_c);
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    public sealed class Gate
    {
        public float Weight, Recurrent, Peephole, Bias;

        public float Net(float x, float h) => Weight * x + Recurrent * h + Bias;
    }
}
