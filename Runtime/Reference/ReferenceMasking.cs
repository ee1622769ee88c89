using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen;

/// <summary>Masks the timesteps whose features all equal the layer's value, and sets them to 0.</summary>
internal sealed class ReferenceMasking(MaskingDescription layer, int size) : ReferenceLayer
{
    public override int OutputSize => size;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        bool[] active = [.. input.Values.Select(x => x.Any(value => value != layer.Value))];
        return new Pass(new ReferenceSignal([.. input.Values.Select((x, t) => active[t] ? x : new double[size])], active));
    }

    private sealed class Pass(ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
            => [.. outputGradients.Select((gradient, t) => Output.Active[t] ? gradient : new double[gradient.Length])];
    }
}
