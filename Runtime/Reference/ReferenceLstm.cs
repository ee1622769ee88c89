using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Keras' LSTM in double precision (semantics: <see cref="LstmAttribute"/>).</summary>
internal sealed class ReferenceLstm : ReferenceLayer
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

    public ReferenceLstm(LstmDescription layer, IReadOnlyDictionary<string, double[]> weights)
    {
        _layer = layer;
        _kernel = weights[$"{layer.Name}.kernel"];
        _recurrentKernel = weights[$"{layer.Name}.recurrent_kernel"];
        _bias = layer.UseBias ? weights[$"{layer.Name}.bias"] : null;
    }

    public override int StateLength => 2 * _layer.Units;

    public override int OutputSize => _layer.Units;

    public override bool KeepsSequence => _layer.ReturnSequences;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        int units = _layer.Units;
        ReferenceSignal read = _layer.GoBackwards ? input.Reversed() : input;
        var timesteps = new Timestep?[read.Timesteps];
        var outputs = new double[read.Timesteps][];
        double[] h = state[..units].ToArray();
        double[] c = state[units..].ToArray();
        bool anyActive = false;
        for (int t = 0; t < read.Timesteps; t++)
        {
            if (read.Active[t])
            {
                timesteps[t] = RunTimestep(read.Values[t], h, c);
                h = timesteps[t]!.H;
                c = timesteps[t]!.C;
                anyActive = true;
            }

            // A masked timestep holds the state, and with it repeats the output.
            outputs[t] = h;
        }

        h.CopyTo(state);
        c.CopyTo(state[units..]);
        ReferenceSignal output = _layer.ReturnSequences ? new(outputs, read.Active) : new([h], [anyActive]);
        return new Pass(this, timesteps, output);
    }

    private Timestep RunTimestep(double[] x, double[] h, double[] c)
    {
        int units = _layer.Units;
        var timestep = new Timestep(x, h, c, units);
        for (int column = 0; column < 4 * units; column++)
        {
            double z = _bias is null ? 0 : _bias[column];
            for (int k = 0; k < x.Length; k++)
            {
                z += x[k] * _kernel[(k * 4 * units) + column];
            }

            for (int k = 0; k < units; k++)
            {
                z += h[k] * _recurrentKernel[(k * 4 * units) + column];
            }

            timestep.Z[column] = z;
        }

        for (int u = 0; u < units; u++)
        {
            double i = Gate(timestep, InputGate, u);
            double f = Gate(timestep, ForgetGate, u);
            double g = Gate(timestep, Candidate, u);
            double o = Gate(timestep, OutputGate, u);
            timestep.C[u] = (f * c[u]) + (i * g);
            timestep.H[u] = o * ReferenceActivation.Apply(_layer.Activation, timestep.C[u]);
        }

        return timestep;
    }

    private double Gate(Timestep timestep, int gate, int unit)
        => ReferenceActivation.Apply(ActivationOf(gate), timestep.Z[(gate * _layer.Units) + unit]);

    private double GateDerivative(Timestep timestep, int gate, int unit)
        => ReferenceActivation.Derivative(ActivationOf(gate), timestep.Z[(gate * _layer.Units) + unit]);

    private Activation ActivationOf(int gate) => gate == Candidate ? _layer.Activation : _layer.RecurrentActivation;

    /// <summary>One active timestep: what it read and what it computed.</summary>
    private sealed class Timestep(double[] x, double[] previousH, double[] previousC, int units)
    {
        public double[] X { get; } = x;

        public double[] PreviousH { get; } = previousH;

        public double[] PreviousC { get; } = previousC;

        /// <summary>The gates before their activation, [4·units].</summary>
        public double[] Z { get; } = new double[4 * units];

        public double[] C { get; } = new double[units];

        public double[] H { get; } = new double[units];
    }

    /// <summary><paramref name="timesteps"/> in processing order, null where masked.</summary>
    private sealed class Pass(ReferenceLstm lstm, Timestep?[] timesteps, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            LstmDescription layer = lstm._layer;
            int units = layer.Units;
            double[][] inputGradients = ReferenceSignal.Zeros(timesteps.Length, layer.InputSize);
            Span<double> dh = stateGradient[..units];
            Span<double> dc = stateGradient[units..];
            if (!layer.ReturnSequences)
            {
                Add(outputGradients[0], dh);
            }

            for (int t = timesteps.Length - 1; t >= 0; t--)
            {
                if (layer.ReturnSequences)
                {
                    Add(outputGradients[t], dh);
                }

                if (timesteps[t] is { } timestep)
                {
                    BackwardTimestep(timestep, inputGradients[t], weightGradients, dh, dc);
                }
            }

            return layer.GoBackwards ? ReferenceSignal.Reverse(inputGradients) : inputGradients;
        }

        private void BackwardTimestep(
            Timestep timestep,
            double[] dx,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> dh,
            Span<double> dc)
        {
            LstmDescription layer = lstm._layer;
            int units = layer.Units;
            var dz = new double[4 * units];
            for (int u = 0; u < units; u++)
            {
                double i = lstm.Gate(timestep, InputGate, u);
                double f = lstm.Gate(timestep, ForgetGate, u);
                double g = lstm.Gate(timestep, Candidate, u);
                double o = lstm.Gate(timestep, OutputGate, u);
                double c = timestep.C[u];
                double dcu = dc[u] + (dh[u] * o * ReferenceActivation.Derivative(layer.Activation, c));
                dz[(InputGate * units) + u] = dcu * g * lstm.GateDerivative(timestep, InputGate, u);
                dz[(ForgetGate * units) + u] = dcu * timestep.PreviousC[u] * lstm.GateDerivative(timestep, ForgetGate, u);
                dz[(Candidate * units) + u] = dcu * i * lstm.GateDerivative(timestep, Candidate, u);
                dz[(OutputGate * units) + u] = dh[u] * ReferenceActivation.Apply(layer.Activation, c) * lstm.GateDerivative(timestep, OutputGate, u);
                dc[u] = dcu * f;
            }

            dh.Clear();
            AddProducts(timestep.X, lstm._kernel, dz, weightGradients[$"{layer.Name}.kernel"], dx);
            AddProducts(timestep.PreviousH, lstm._recurrentKernel, dz, weightGradients[$"{layer.Name}.recurrent_kernel"], dh);
            if (layer.UseBias)
            {
                Add(dz, weightGradients[$"{layer.Name}.bias"]);
            }
        }

        /// <summary>Backward of z = x·kernel: adds xᵀ·dz to the kernel's gradient and dz·kernelᵀ to x's.</summary>
        private static void AddProducts(double[] x, double[] kernel, double[] dz, double[] kernelGradient, Span<double> dx)
        {
            for (int k = 0; k < x.Length; k++)
            {
                for (int column = 0; column < dz.Length; column++)
                {
                    kernelGradient[(k * dz.Length) + column] += x[k] * dz[column];
                    dx[k] += kernel[(k * dz.Length) + column] * dz[column];
                }
            }
        }

        private static void Add(ReadOnlySpan<double> addend, Span<double> sum)
        {
            for (int u = 0; u < sum.Length; u++)
            {
                sum[u] += addend[u];
            }
        }
    }
}
