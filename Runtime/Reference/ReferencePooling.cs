using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen;

/// <summary>The mean, the maximum or the last one of the active timesteps; zeros without any.</summary>
internal sealed class ReferencePooling(PoolingDescription layer) : ReferenceLayer
{
    public override int OutputSize => layer.Size;

    public override bool KeepsSequence => false;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        int[] active = [.. Enumerable.Range(0, input.Timesteps).Where(t => input.Active[t])];
        var shares = ReferenceSignal.Zeros(input.Timesteps, layer.Size);
        var output = new double[layer.Size];
        for (int k = 0; k < layer.Size && active.Length > 0; k++)
        {
            // The output is Σ share · value, and so the shares are the derivative too.
            if (layer.Kind == PoolingKind.Average)
            {
                foreach (int t in active)
                {
                    shares[t][k] = 1.0 / active.Length;
                }
            }
            else if (layer.Kind == PoolingKind.Last)
            {
                shares[active[^1]][k] = 1;
            }
            else
            {
                shares[active.MaxBy(t => input.Values[t][k])][k] = 1;
            }

            output[k] = active.Sum(t => shares[t][k] * input.Values[t][k]);
        }

        return new Pass(shares, new ReferenceSignal([output], [active.Length > 0]));
    }

    private sealed class Pass(double[][] shares, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
            => [.. shares.Select(timestep => timestep.Select((share, k) => share * outputGradients[0][k]).ToArray())];
    }
}
