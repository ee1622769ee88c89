using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen;

/// <summary>All timesteps of a row one after another.</summary>
internal sealed class ReferenceFlatten(FlattenDescription layer) : ReferenceLayer
{
    public override int OutputSize => layer.Timesteps * layer.Size;

    public override bool KeepsSequence => false;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        if (input.Timesteps != layer.Timesteps)
        {
            throw new ArgumentException($"{layer.Name} reads {layer.Timesteps} timesteps, the row has {input.Timesteps}.", nameof(row));
        }

        return new Pass(layer.Size, new ReferenceSignal([[.. input.Values.SelectMany(x => x)]], [input.Active.Contains(true)]));
    }

    private sealed class Pass(int size, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(double[][] outputGradients, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
            => [.. outputGradients[0].Chunk(size)];
    }
}

/// <summary>One row at every timestep.</summary>
internal sealed class ReferenceRepeatVector(RepeatVectorDescription layer) : ReferenceLayer
{
    public override int OutputSize => layer.Size;

    public override bool MakesSequence => true;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        var active = new bool[layer.Timesteps];
        Array.Fill(active, true);
        return new Pass(new ReferenceSignal([.. active.Select(_ => (double[])input.Values[0].Clone())], active));
    }

    private sealed class Pass(ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(double[][] outputGradients, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
            => [[.. outputGradients[0].Select((_, k) => outputGradients.Sum(gradient => gradient[k]))]];
    }
}

/// <summary>An activation of every row.</summary>
internal sealed class ReferenceActivationLayer(ActivationDescription layer, int size) : ReferenceLayer
{
    public override int OutputSize => size;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
        => new Pass(layer.Function, input, new ReferenceSignal([.. input.Values.Select(x => ReferenceActivation.Apply(layer.Function, x))], input.Active));

    private sealed class Pass(ReferenceFunction function, ReferenceSignal input, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(double[][] outputGradients, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
            => [.. outputGradients.Select((gradient, t) => ReferenceActivation.Backward(function, input.Values[t], gradient))];
    }
}
