using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen;

/// <summary>Sets masked timesteps to 0. Which they are <see cref="ReferenceNetwork"/> knows.</summary>
internal sealed class ReferenceMasking(int size) : ReferenceLayer
{
    public override int OutputSize => size;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        return new Pass(input with { Values = [.. input.Values.Select((x, t) => input.Active[t] ? x : new double[size])] });
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
