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
    private readonly double[]? _gain;
    private readonly double[]? _cellGain;
    private readonly double[]? _cellBias;

    public ReferenceLstm(LstmDescription layer, IReadOnlyDictionary<string, double[]> weights)
        : base(layer)
    {
        _layer = layer;
        _kernel = weights[$"{layer.Name}.kernel"];
        _recurrentKernel = weights[$"{layer.Name}.recurrent_kernel"];
        _bias = layer.UseBias ? weights[$"{layer.Name}.bias"] : null;
        _peepholes = layer.Peepholes ? weights[$"{layer.Name}.peepholes"] : null;
        _projection = layer.Projection is null ? null : weights[$"{layer.Name}.projection_kernel"];
        if (layer.LayerNormEpsilon is not null)
        {
            _gain = weights[$"{layer.Name}.gain"];
            _cellGain = weights[$"{layer.Name}.cell_gain"];
            _cellBias = layer.UseBias ? weights[$"{layer.Name}.cell_bias"] : null;
        }
    }

    public override int StateLength => _layer.OutputSize + _layer.Units;

    protected override Timestep Run(double[] x, double[] state, CellDropout dropout)
    {
        int units = _layer.Units;
        int outputs = _layer.OutputSize;
        Span<double> cell = state.AsSpan(outputs);
        var timestep = new LstmTimestep(this, x, state, dropout);
        double[] z = timestep.Z;
        if (_gain is null)
        {
            _bias?.CopyTo(z, 0);
        }

        AddProduct(x, _kernel, 4 * units, 0, z, dropout.Input);
        AddProduct(state.AsSpan(0, outputs), _recurrentKernel, 4 * units, 0, z, dropout.Hidden);
        for (int gate = 0; gate < 4 && _gain is not null; gate++)
        {
            Range block = (gate * units)..((gate + 1) * units);
            timestep.Gates[gate] = new ReferenceNormalization(z[block], _gain[block], _bias is null ? [] : _bias[block], _layer.LayerNormEpsilon!.Value);
            timestep.Gates[gate].Output.CopyTo(z, gate * units);
        }

        for (int u = 0; u < units; u++)
        {
            z[(InputGate * units) + u] += Peephole(InputGate, u) * cell[u];
            z[(ForgetGate * units) + u] += Peephole(ForgetGate, u) * cell[u];
            double c = timestep.Unclipped(u);
            timestep.State[outputs + u] = _layer.CellClip is { } clip ? Math.Clamp(c, -clip, clip) : c;
        }

        if (_cellGain is not null)
        {
            timestep.Cell = new ReferenceNormalization(timestep.State.AsSpan(outputs), _cellGain, _cellBias, _layer.LayerNormEpsilon!.Value);
            timestep.Cell.Output.CopyTo(timestep.State, outputs);
        }

        for (int u = 0; u < units; u++)
        {
            double c = timestep.State[outputs + u];
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

        /// <summary>The normalised gates, in a cell that normalises.</summary>
        public ReferenceNormalization[] Gates { get; } = new ReferenceNormalization[4];

        /// <summary>The normalised c, in a cell that normalises.</summary>
        public ReferenceNormalization? Cell { get; set; }

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
            => (Gate(ForgetGate, unit) * Previous[lstm._layer.OutputSize + unit]) + (Gate(InputGate, unit) * Gate(Candidate, unit) * CandidateFactor(unit));

        private double CandidateFactor(int unit) => Dropout.Candidate is { } factors ? factors[unit] : 1;

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
                double c = State[outputs + u];
                double dOutput = dh[u] * ReferenceActivation.Apply(layer.OutputFunction, c) * GateDerivative(OutputGate, u);
                dz[(OutputGate * units) + u] = dOutput;
                dc[u] += (dh[u] * Gate(OutputGate, u) * ReferenceActivation.Derivative(layer.OutputFunction, c)) + (lstm.Peephole(OutputGate, u) * dOutput);
                if (peepholeGradient is not null)
                {
                    peepholeGradient[(2 * units) + u] += dOutput * c;
                }
            }

            Cell?.Backward(dc, weightGradients[$"{layer.Name}.cell_gain"], layer.UseBias ? weightGradients[$"{layer.Name}.cell_bias"] : []).CopyTo(dc);
            for (int u = 0; u < units; u++)
            {
                double i = Gate(InputGate, u);
                double g = Gate(Candidate, u) * CandidateFactor(u);
                double before = Previous[outputs + u];
                double dcu = dc[u];
                if (layer.CellClip is { } clip && Math.Abs(Unclipped(u)) > clip)
                {
                    dcu = 0;
                }

                double dInput = dcu * (layer.InputForgetCoupling ? g - before : g) * GateDerivative(InputGate, u);
                double dForget = layer.InputForgetCoupling ? 0 : dcu * before * GateDerivative(ForgetGate, u);
                dz[(InputGate * units) + u] = dInput;
                dz[(ForgetGate * units) + u] = dForget;
                dz[(Candidate * units) + u] = dcu * i * CandidateFactor(u) * GateDerivative(Candidate, u);
                dc[u] = (dcu * Gate(ForgetGate, u)) + (lstm.Peephole(InputGate, u) * dInput) + (lstm.Peephole(ForgetGate, u) * dForget);
                if (peepholeGradient is not null)
                {
                    peepholeGradient[u] += dInput * before;
                    peepholeGradient[units + u] += dForget * before;
                }
            }

            // The bias is the gates' shift where they are normalised.
            if (layer.UseBias)
            {
                Add(dz, weightGradients[$"{layer.Name}.bias"]);
            }

            for (int gate = 0; gate < 4 && lstm._gain is not null; gate++)
            {
                Range block = (gate * units)..((gate + 1) * units);
                Gates[gate].Backward(dz[block], weightGradients[$"{layer.Name}.gain"].AsSpan()[block], []).CopyTo(dz, gate * units);
            }

            hiddenGradient.Clear();
            AddProductGradients(X, lstm._kernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.kernel"], dx, Dropout.Input);
            AddProductGradients(Previous.AsSpan(0, outputs), lstm._recurrentKernel, 4 * units, 0, dz, weightGradients[$"{layer.Name}.recurrent_kernel"], hiddenGradient, Dropout.Hidden);
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
