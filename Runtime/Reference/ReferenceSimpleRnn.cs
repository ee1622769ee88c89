using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Keras' SimpleRNN in double precision: h' = activation(x·W + b + h·R). State: h.</summary>
internal sealed class ReferenceSimpleRnn : ReferenceRecurrent
{
    private readonly SimpleRnnDescription _layer;
    private readonly double[] _kernel;
    private readonly double[] _recurrentKernel;
    private readonly double[]? _bias;

    public ReferenceSimpleRnn(SimpleRnnDescription layer, IReadOnlyDictionary<string, double[]> weights)
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
        var timestep = new SimpleRnnTimestep(this, x, h, dropout);
        _bias?.CopyTo(timestep.Z, 0);
        AddProduct(x, _kernel, _layer.Units, 0, timestep.Z, dropout.Input);
        AddProduct(h, _recurrentKernel, _layer.Units, 0, timestep.Z, dropout.Hidden);
        for (int u = 0; u < _layer.Units; u++)
        {
            timestep.State[u] = ReferenceActivation.Apply(_layer.ActivationFunction, timestep.Z[u]);
        }

        return timestep;
    }

    private sealed class SimpleRnnTimestep(ReferenceSimpleRnn rnn, double[] x, double[] previous, CellDropout dropout) : Timestep(x, previous, dropout)
    {
        /// <summary>The state before its activation.</summary>
        public double[] Z { get; } = new double[rnn._layer.Units];

        public override void Backward(double[] dx, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
        {
            SimpleRnnDescription layer = rnn._layer;
            var dz = new double[layer.Units];
            for (int u = 0; u < dz.Length; u++)
            {
                dz[u] = stateGradient[u] * ReferenceActivation.Derivative(layer.ActivationFunction, Z[u]);
            }

            stateGradient.Clear();
            AddProductGradients(X, rnn._kernel, layer.Units, 0, dz, weightGradients[$"{layer.Name}.kernel"], dx, Dropout.Input);
            AddProductGradients(Previous, rnn._recurrentKernel, layer.Units, 0, dz, weightGradients[$"{layer.Name}.recurrent_kernel"], stateGradient, Dropout.Hidden);
            if (layer.UseBias)
            {
                Add(dz, weightGradients[$"{layer.Name}.bias"]);
            }
        }
    }
}
