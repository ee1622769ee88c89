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
    private readonly double[]? _projection;

    public ReferenceLstm(LstmDescription layer, IReadOnlyDictionary<string, double[]> weights)
        : base(layer)
    {
        _layer = layer;
        _kernel = weights[$"{layer.Name}.kernel"];
        _recurrentKernel = weights[$"{layer.Name}.recurrent_kernel"];
        _bias = layer.UseBias ? weights[$"{layer.Name}.bias"] : null;
        _peepholes = layer.Peepholes ? weights[$"{layer.Name}.peepholes"] : null;
        _projection = layer.Projection is null ? null : weights[$"{layer.Name}.projection_kernel"];
    }

    public override int StateLength => _layer.OutputSize + _layer.Units;

    protected override Timestep Run(double[] x, double[] state, CellDropout dropout)
    {
        int units = _layer.Units;
        int outputs = _layer.OutputSize;
        Span<double> cell = state.AsSpan(outputs);
        var timestep = new LstmTimestep(this, x, state, dropout);
        double[] z = timestep.Z;
        _bias?.CopyTo(z, 0);
        AddProduct(x, _kernel, 4 * units, 0, z, dropout.Input);
        AddProduct(state.AsSpan(0, outputs), _recurrentKernel, 4 * units, 0, z, dropout.Hidden);
        for (int u = 0; u < units; u++)
        {
            z[(InputGate * units) + u] += Peephole(InputGate, u) * cell[u];
            z[(ForgetGate * units) + u] += Peephole(ForgetGate, u) * cell[u];
            double c = timestep.Unclipped(u);
            c = _layer.CellClip is { } clip ? Math.Clamp(c, -clip, clip) : c;
            timestep.State[outputs + u] = c;
            z[(OutputGate * units) + u] += Peephole(OutputGate, u) * c;
            timestep.CellOutput[u] = timestep.Gate(OutputGate, u) * ReferenceActivation.Apply(_layer.OutputFunction, c);
        }

        Project(timestep.CellOutput, timestep.Unbounded);
        for (int p = 0; p < outputs; p++)
        {
            timestep.State[p] = _layer.ProjectionClip is { } clip ? Math.Clamp(timestep.Unbounded[p], -clip, clip) : timestep.Unbounded[p];
        }

        return timestep;
    }

    /// <summary>The output of the cell's own output, before its clip.</summary>
    private void Project(double[] cellOutput, double[] h)
    {
        if (_projection is null)
        {
            cellOutput.CopyTo(h, 0);
        }
        else
        {
            AddProduct(cellOutput, _projection, h.Length, 0, h);
        }
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

        /// <summary>o · activation(c), which is h where nothing projects it.</summary>
        public double[] CellOutput { get; } = new double[lstm._layer.Units];

        /// <summary>h before its clip.</summary>
        public double[] Unbounded { get; } = new double[lstm._layer.OutputSize];

        public double Gate(int gate, int unit)
            => gate == ForgetGate && lstm._layer.InputForgetCoupling
                ? 1 - Gate(InputGate, unit)
                : ReferenceActivation.Apply(ActivationOf(gate), Z[(gate * lstm._layer.Units) + unit]);

        /// <summary>The new c before it is clipped.</summary>
        public double Unclipped(int unit)
            => (Gate(ForgetGate, unit) * Previous[lstm._layer.OutputSize + unit]) + (Gate(InputGate, unit) * Gate(Candidate, unit));

        public override void Backward(double[] dx, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
        {
            LstmDescription layer = lstm._layer;
            int units = layer.Units;
            int outputs = layer.OutputSize;
            Span<double> hiddenGradient = stateGradient[..outputs];
            double[] dh = ProjectionGradient(hiddenGradient, weightGradients);
            Span<double> dc = stateGradient[outputs..];
            double[]? peepholeGradient = layer.Peepholes ? weightGradients[$"{layer.Name}.peepholes"] : null;
            var dz = new double[4 * units];
            for (int u = 0; u < units; u++)
            {
                double i = Gate(InputGate, u);
                double g = Gate(Candidate, u);
                double c = State[outputs + u];
                double before = Previous[outputs + u];
                double dOutput = dh[u] * ReferenceActivation.Apply(layer.OutputFunction, c) * GateDerivative(OutputGate, u);
                double dcu = dc[u] + (dh[u] * Gate(OutputGate, u) * ReferenceActivation.Derivative(layer.OutputFunction, c)) + (lstm.Peephole(OutputGate, u) * dOutput);
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

            hiddenGradient.Clear();
            AddProductGradients(X, lstm._kernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.kernel"], dx, Dropout.Input);
            AddProductGradients(Previous.AsSpan(0, outputs), lstm._recurrentKernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.recurrent_kernel"], hiddenGradient, Dropout.Hidden);
            if (layer.UseBias)
            {
                Add(dz, weightGradients[$"{layer.Name}.bias"]);
            }
        }

        /// <summary>From the gradient of h to that of the cell's own output.</summary>
        private double[] ProjectionGradient(ReadOnlySpan<double> hiddenGradient, IReadOnlyDictionary<string, double[]> weightGradients)
        {
            double[] dh = hiddenGradient.ToArray();
            for (int p = 0; p < dh.Length; p++)
            {
                dh[p] = lstm._layer.ProjectionClip is { } clip && Math.Abs(Unbounded[p]) > clip ? 0 : dh[p];
            }

            if (lstm._projection is null)
            {
                return dh;
            }

            var gradient = new double[lstm._layer.Units];
            AddProductGradients(CellOutput, lstm._projection, dh.Length, 0, dh, weightGradients[$"{lstm._layer.Name}.projection_kernel"], gradient);
            return gradient;
        }

        private double GateDerivative(int gate, int unit)
            => ReferenceActivation.Derivative(ActivationOf(gate), Z[(gate * lstm._layer.Units) + unit]);

        private ReferenceFunction ActivationOf(int gate) => gate == Candidate ? lstm._layer.ActivationFunction : lstm._layer.RecurrentActivationFunction;
    }
}
