using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Some columns of what it reads.</summary>
internal sealed class ReferenceColumns(ColumnsDescription layer, int size) : ReferenceLayer
{
    public override int OutputSize => layer.Width;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
        => new Pass(layer, size, input with { Values = Array.ConvertAll(input.Values, x => x[layer.Column..(layer.Column + layer.Width)]) });

    private sealed class Pass(ColumnsDescription layer, int size, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            double[][] gradient = ReferenceSignal.Zeros(outputGradients.Length, size);
            for (int t = 0; t < gradient.Length; t++)
            {
                outputGradients[t].CopyTo(gradient[t], layer.Column);
            }

            return gradient;
        }
    }
}
