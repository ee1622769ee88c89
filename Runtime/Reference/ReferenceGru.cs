using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Keras' GRU in double precision, in both forms (semantics: <see cref="GruAttribute"/>). State: h.</summary>
internal sealed class ReferenceGru : ReferenceRecurrent
{
    // Column blocks of kernel, recurrent kernel and bias.
    private const int UpdateGate = 0;
    private const int ResetGate = 1;
    private const int Candidate = 2;

    private readonly GruDescription _layer;
    private readonly double[] _kernel;
    private readonly double[] _recurrentKernel;
    private readonly double[]? _bias;

    public ReferenceGru(GruDescription layer, IReadOnlyDictionary<string, double[]> weights)
        : base(layer)
    {
        _layer = layer;
        _kernel = weights[$"{layer.Name}.kernel"];
        _recurrentKernel = weights[$"{layer.Name}.recurrent_kernel"];
        _bias = layer.UseBias ? weights[$"{layer.Name}.bias"] : null;
    }

    public override int StateLength => _layer.Units;

    protected override Timestep Run(double[] x, double[] h, CellDropout dropout)
    {
        int units = _layer.Units;
        int columns = 3 * units;
        var timestep = new GruTimestep(this, x, h, dropout);
        double[] a = timestep.A;
        Span<double> recurrentCandidate = timestep.RecurrentCandidate;
        _bias?.AsSpan(0, columns).CopyTo(a);
        AddProduct(x, _kernel, columns, 0, a, dropout.Input);

        // z and r: the recurrent product and its bias simply add.
        AddProduct(h, _recurrentKernel, columns, 0, a.AsSpan(0, 2 * units), dropout.Hidden);
        if (_layer.ResetAfter && _bias is not null)
        {
            Add(_bias.AsSpan(columns, 2 * units), a);
            _bias.AsSpan(columns + (2 * units), units).CopyTo(recurrentCandidate);
        }

        // The candidate: r multiplies the product, or h before it.
        double[] read = (double[])h.Clone();
        for (int u = 0; u < units && !_layer.ResetAfter; u++)
        {
            read[u] *= timestep.Gate(ResetGate, u);
        }

        AddProduct(read, _recurrentKernel, columns, 2 * units, recurrentCandidate, dropout.Hidden);
        for (int u = 0; u < units; u++)
        {
            a[(Candidate * units) + u] += recurrentCandidate[u] * (_layer.ResetAfter ? timestep.Gate(ResetGate, u) : 1);
            double z = timestep.Gate(UpdateGate, u);
            timestep.State[u] = (z * h[u]) + ((1 - z) * timestep.Gate(Candidate, u));
        }

        return timestep;
    }

    private sealed class GruTimestep(ReferenceGru gru, double[] x, double[] previous, CellDropout dropout) : Timestep(x, previous, dropout)
    {
        /// <summary>The gates before their activation, [3·units].</summary>
        public double[] A { get; } = new double[3 * gru._layer.Units];

        /// <summary>The candidate's recurrent product, with the recurrent bias where there is one, [units].</summary>
        public double[] RecurrentCandidate { get; } = new double[gru._layer.Units];

        public double Gate(int gate, int unit)
            => ReferenceActivation.Apply(ActivationOf(gate), A[(gate * gru._layer.Units) + unit]);

        public override void Backward(double[] dx, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> dh)
        {
            GruDescription layer = gru._layer;
            int units = layer.Units;
            int columns = 3 * units;
            double[] h = Previous;
            double[] recurrentKernelGradient = weightGradients[$"{layer.Name}.recurrent_kernel"];
            var da = new double[columns];
            var dhBefore = new double[units];
            for (int u = 0; u < units; u++)
            {
                double z = Gate(UpdateGate, u);
                double n = Gate(Candidate, u);
                da[(UpdateGate * units) + u] = dh[u] * (h[u] - n) * GateDerivative(UpdateGate, u);
                da[(Candidate * units) + u] = dh[u] * (1 - z) * GateDerivative(Candidate, u);
                dhBefore[u] = dh[u] * z;
            }

            Span<double> candidate = da.AsSpan(Candidate * units, units);
            var throughReset = new double[units];
            if (layer.ResetAfter)
            {
                // a_n holds r·m with m = h·R_n + b'.
                for (int u = 0; u < units; u++)
                {
                    da[(ResetGate * units) + u] = candidate[u] * RecurrentCandidate[u] * GateDerivative(ResetGate, u);
                    throughReset[u] = candidate[u] * Gate(ResetGate, u);
                }

                AddProductGradients(h, gru._recurrentKernel, columns, 2 * units, throughReset, recurrentKernelGradient, dhBefore, Dropout.Hidden);
            }
            else
            {
                // a_n holds (r·h)·R_n.
                var reset = new double[units];
                for (int u = 0; u < units; u++)
                {
                    reset[u] = Gate(ResetGate, u) * h[u];
                }

                AddProductGradients(reset, gru._recurrentKernel, columns, 2 * units, candidate, recurrentKernelGradient, throughReset, Dropout.Hidden);
                for (int u = 0; u < units; u++)
                {
                    da[(ResetGate * units) + u] = throughReset[u] * h[u] * GateDerivative(ResetGate, u);
                    dhBefore[u] += throughReset[u] * Gate(ResetGate, u);
                }
            }

            Span<double> gates = da.AsSpan(0, 2 * units);
            AddProductGradients(h, gru._recurrentKernel, columns, 0, gates, recurrentKernelGradient, dhBefore, Dropout.Hidden);
            AddProductGradients(X, gru._kernel, columns, 0, da, weightGradients[$"{layer.Name}.kernel"], dx, Dropout.Input);
            if (layer.UseBias)
            {
                Span<double> bias = weightGradients[$"{layer.Name}.bias"];
                Add(da, bias);
                if (layer.ResetAfter)
                {
                    Add(gates, bias[columns..]);
                    Add(throughReset, bias[(columns + (2 * units))..]);
                }
            }

            dhBefore.CopyTo(dh);
        }

        private double GateDerivative(int gate, int unit)
            => ReferenceActivation.Derivative(ActivationOf(gate), A[(gate * gru._layer.Units) + unit]);

        private ReferenceFunction ActivationOf(int gate) => gate == Candidate ? gru._layer.ActivationFunction : gru._layer.RecurrentActivationFunction;
    }
}
