using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>A table of vectors. Its input's single value per timestep is the id.</summary>
internal sealed class ReferenceEmbedding : ReferenceLayer
{
    private readonly EmbeddingDescription _layer;
    private readonly double[] _embeddings;

    public ReferenceEmbedding(EmbeddingDescription layer, IReadOnlyDictionary<string, double[]> weights)
    {
        _layer = layer;
        _embeddings = weights[$"{layer.Name}.embeddings"];
    }

    public override int OutputSize => _layer.Dimensions;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        var vectors = new double[input.Timesteps][];
        var active = new bool[input.Timesteps];
        for (int t = 0; t < input.Timesteps; t++)
        {
            int id = (int)input.Values[t][0];
            if (id != input.Values[t][0] || (uint)id >= (uint)_layer.Vocabulary)
            {
                throw new ArgumentException($"{_layer.Name} reads ids from 0 to {_layer.Vocabulary - 1}, the row has {input.Values[t][0]} at timestep {t}.", nameof(row));
            }

            vectors[t] = _embeddings.AsSpan(id * _layer.Dimensions, _layer.Dimensions).ToArray();
            active[t] = input.Active[t] && !(_layer.MaskZero && id == 0);
        }

        return new Pass(_layer, input, new ReferenceSignal(vectors, active));
    }

    private sealed class Pass(EmbeddingDescription layer, ReferenceSignal ids, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            double[] gradient = weightGradients[$"{layer.Name}.embeddings"];
            for (int t = 0; t < outputGradients.Length; t++)
            {
                int id = (int)ids.Values[t][0];
                for (int k = 0; k < layer.Dimensions; k++)
                {
                    gradient[(id * layer.Dimensions) + k] += outputGradients[t][k];
                }
            }

            // An id has no gradient.
            return ReferenceSignal.Zeros(outputGradients.Length, 1);
        }
    }
}
