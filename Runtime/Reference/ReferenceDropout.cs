using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>Multiplies by the row's factors for this layer (0, or 1/(1 − rate)), or passes on where the row has none.</summary>
internal sealed class ReferenceDropout : ReferenceLayer
{
    private readonly DropoutDescription _layer;

    public ReferenceDropout(DropoutDescription layer, int size)
    {
        _layer = layer;
        OutputSize = size;
    }

    public override int OutputSize { get; }

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        double[][]? factors = null;
        row.DropoutFactors?.TryGetValue(_layer.Name, out factors);
        return new Pass(factors, new ReferenceSignal(Multiply(input.Values, factors), input.Active));
    }

    private static double[][] Multiply(double[][] values, double[][]? factors)
    {
        if (factors is null)
        {
            return values;
        }

        var products = new double[values.Length][];
        for (int t = 0; t < values.Length; t++)
        {
            products[t] = new double[values[t].Length];
            for (int k = 0; k < values[t].Length; k++)
            {
                products[t][k] = values[t][k] * factors[t][k];
            }
        }

        return products;
    }

    private sealed class Pass(double[][]? factors, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient) => Multiply(outputGradients, factors);
    }
}
