using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Keras' LSTM, with TensorFlow 1's options, in double precision (semantics: <see cref="LstmAttribute"/>). State: h, c.</summary>
internal sealed class ReferenceLstm : ReferenceRecurrent
{
    // Column blocks of kernel, recurrent kernel and bias.
    private const int InputGate = 0;
    private const int ForgetGate = 1;
    private const int Candidate = 2;
    private const int OutputGate = 3;

    private readonly LstmDescription _layer;
    private readonly double[] _kernel;
    private readonly double[] _recurrentKernel;
    private readonly double[]? _bias;
    private readonly double[]? _peepholes;

    public ReferenceLstm(LstmDescription layer, IReadOnlyDictionary<string, double[]> weights)
        : base(layer)
    {
        _layer = layer;
        _kernel = weights[$"{layer.Name}.kernel"];
        _recurrentKernel = weights[$"{layer.Name}.recurrent_kernel"];
        _bias = layer.UseBias ? weights[$"{layer.Name}.bias"] : null;
        _peepholes = layer.Peepholes ? weights[$"{layer.Name}.peepholes"] : null;
    }

    public override int StateLength => 2 * _layer.Units;

    protected override Timestep Run(double[] x, double[] state, CellDropout dropout)
    {
        int units = _layer.Units;
        var timestep = new LstmTimestep(this, x, state, dropout);
        double[] z = timestep.Z;
        _bias?.CopyTo(z, 0);
        AddProduct(x, _kernel, 4 * units, 0, z, dropout.Input);
        AddProduct(state.AsSpan(0, units), _recurrentKernel, 4 * units, 0, z, dropout.Hidden);
        for (int u = 0; u < units; u++)
        {
            z[(InputGate * units) + u] += Peephole(InputGate, u) * state[units + u];
            z[(ForgetGate * units) + u] += Peephole(ForgetGate, u) * state[units + u];
            double c = timestep.Unclipped(u);
            c = _layer.CellClip is { } clip ? Math.Clamp(c, -clip, clip) : c;
            timestep.State[units + u] = c;
            z[(OutputGate * units) + u] += Peephole(OutputGate, u) * c;
            timestep.State[u] = timestep.Gate(OutputGate, u) * ReferenceActivation.Apply(_layer.ActivationFunction, c);
        }

        return timestep;
    }

    /// <summary>The weight through which a gate looks at c.</summary>
    private double Peephole(int gate, int unit) => _peepholes is null ? 0 : _peepholes[(PeepholeRow(gate) * _layer.Units) + unit];

    private static int PeepholeRow(int gate) => gate switch
    {
        InputGate => 0,
        ForgetGate => 1,
        _ => 2,
    };

    private sealed class LstmTimestep(ReferenceLstm lstm, double[] x, double[] previous, CellDropout dropout) : Timestep(x, previous, dropout)
    {
        /// <summary>The gates before their activation, [4·units].</summary>
        public double[] Z { get; } = new double[4 * lstm._layer.Units];

        public double Gate(int gate, int unit)
            => gate == ForgetGate && lstm._layer.InputForgetCoupling
                ? 1 - Gate(InputGate, unit)
                : ReferenceActivation.Apply(ActivationOf(gate), Z[(gate * lstm._layer.Units) + unit]);

        /// <summary>The new c before it is clipped.</summary>
        public double Unclipped(int unit)
            => (Gate(ForgetGate, unit) * Previous[lstm._layer.Units + unit]) + (Gate(InputGate, unit) * Gate(Candidate, unit));

        public override void Backward(double[] dx, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
        {
            LstmDescription layer = lstm._layer;
            int units = layer.Units;
            Span<double> dh = stateGradient[..units];
            Span<double> dc = stateGradient[units..];
            double[]? peepholeGradient = layer.Peepholes ? weightGradients[$"{layer.Name}.peepholes"] : null;
            var dz = new double[4 * units];
            for (int u = 0; u < units; u++)
            {
                double i = Gate(InputGate, u);
                double g = Gate(Candidate, u);
                double c = State[units + u];
                double before = Previous[units + u];
                double dOutput = dh[u] * ReferenceActivation.Apply(layer.ActivationFunction, c) * GateDerivative(OutputGate, u);
                double dcu = dc[u] + (dh[u] * Gate(OutputGate, u) * ReferenceActivation.Derivative(layer.ActivationFunction, c)) + (lstm.Peephole(OutputGate, u) * dOutput);
                if (layer.CellClip is { } clip && Math.Abs(Unclipped(u)) > clip)
                {
                    dcu = 0;
                }

                double dInput = dcu * (layer.InputForgetCoupling ? g - before : g) * GateDerivative(InputGate, u);
                double dForget = layer.InputForgetCoupling ? 0 : dcu * before * GateDerivative(ForgetGate, u);
                dz[(InputGate * units) + u] = dInput;
                dz[(ForgetGate * units) + u] = dForget;
                dz[(Candidate * units) + u] = dcu * i * GateDerivative(Candidate, u);
                dz[(OutputGate * units) + u] = dOutput;
                dc[u] = (dcu * Gate(ForgetGate, u)) + (lstm.Peephole(InputGate, u) * dInput) + (lstm.Peephole(ForgetGate, u) * dForget);
                if (peepholeGradient is not null)
                {
                    peepholeGradient[u] += dInput * before;
                    peepholeGradient[units + u] += dForget * before;
                    peepholeGradient[(2 * units) + u] += dOutput * c;
                }
            }

            dh.Clear();
            AddProductGradients(X, lstm._kernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.kernel"], dx, Dropout.Input);
            AddProductGradients(Previous.AsSpan(0, units), lstm._recurrentKernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.recurrent_kernel"], dh, Dropout.Hidden);
            if (layer.UseBias)
            {
                Add(dz, weightGradients[$"{layer.Name}.bias"]);
            }
        }

        private double GateDerivative(int gate, int unit)
            => ReferenceActivation.Derivative(ActivationOf(gate), Z[(gate * lstm._layer.Units) + unit]);

        private ReferenceFunction ActivationOf(int gate) => gate == Candidate ? lstm._layer.ActivationFunction : lstm._layer.RecurrentActivationFunction;
    }
}
