using System;
using System.Linq;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Models;

/// <summary>An instance for a number of rows, and the network with the weights that it runs.</summary>
internal sealed record CompiledInstance(ISequenceModel Model, Network Network);

/// <summary>A compiled model that cases run.</summary>
/// <param name="Name">Prefix of its cases' names, e.g. <c>lstm</c>.</param>
/// <param name="Units">Units of its recurrent layers.</param>
/// <param name="Features">Input features.</param>
/// <param name="Precision">Type of the weights: float32, bfloat16 or int8.</param>
/// <param name="Create">An instance for the given number of rows, with random weights that are the same in every run.</param>
internal sealed record BenchmarkModel(string Name, int Units, int Features, string Precision, Func<int, CompiledInstance> Create)
{
    private const ulong Seed = 20;

    /// <summary>Describes a compiled model by its own static members.</summary>
    public static BenchmarkModel Of<TWeights>(
        string name,
        ModelDescription description,
        Func<ulong, TWeights> createWeights,
        Func<TWeights, int, ISequenceModel> createModel,
        string precision = "float32")
        where TWeights : ModelWeights
    {
        int units = description.Layers.Select(l => l is BidirectionalDescription both ? both.Forward : l).OfType<LstmDescription>().First().Units;
        return new BenchmarkModel(name, units, description.Features, precision, rows =>
        {
            TWeights weights = createWeights(Seed);
            RandomizeBiases(weights);
            return new CompiledInstance(createModel(weights, rows), Network.Read(description, weights));
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
