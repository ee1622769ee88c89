using System;
using System.Linq;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Models;

/// <summary>A compiled model with its weights.</summary>
/// <param name="Network">The network with the same weights, for the rivals.</param>
/// <param name="CreateModel">An instance for a number of rows.</param>
/// <param name="CreateCrowd">A crowd of a number of agents, all joined; null where the model is not causal.</param>
internal sealed record CompiledNetwork(Network Network, Func<int, ISequenceModel> CreateModel, Func<int, ModelCrowd<float>>? CreateCrowd);

/// <summary>A compiled model that cases run.</summary>
/// <param name="Name">Prefix of its cases' names, e.g. <c>lstm</c>.</param>
/// <param name="Units">Units of its recurrent layers.</param>
/// <param name="Features">Input features.</param>
/// <param name="Precision">Type of the weights: float32, bfloat16 or int8.</param>
/// <param name="Create">Random weights, the same in every run.</param>
internal sealed record BenchmarkModel(string Name, int Units, int Features, string Precision, Func<CompiledNetwork> Create)
{
    private const ulong Seed = 20;

    /// <summary>Describes a compiled model by its own static members.</summary>
    public static BenchmarkModel Of<TWeights>(
        string name,
        ModelDescription description,
        Func<ulong, TWeights> createWeights,
        Func<TWeights, int, ISequenceModel> createModel,
        Func<TWeights, int, ModelCrowd<float>>? createCrowd = null,
        string precision = "float32")
        where TWeights : ModelWeights
    {
        int units = description.Layers.Select(l => l is BidirectionalDescription both ? both.Forward : l).OfType<RecurrentDescription>().First().Units;
        return new BenchmarkModel(name, units, description.Features, precision, () =>
        {
            TWeights weights = createWeights(Seed);
            RandomizeBiases(weights);
            return new CompiledNetwork(
                Network.Read(description, weights),
                rows => createModel(weights, rows),
                createCrowd is null ? null : agents => createCrowd(weights, agents));
        });
    }

    /// <summary>A fresh bias is 0 or 1 and would hide a gate that reads its bias in the wrong place.</summary>
    private static void RandomizeBiases(ModelWeights weights)
    {
        var random = new Random((int)Seed);
        foreach (string name in weights.TensorNames.Where(n => n.EndsWith("bias", StringComparison.Ordinal)))
        {
            float[] bias = weights.ToArray(name);
            for (int i = 0; i < bias.Length; i++)
            {
                bias[i] += random.NextSingle() - 0.5f;
            }

            weights.CopyFrom(name, bias);
        }
    }
}
