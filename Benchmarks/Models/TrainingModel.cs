using System;
using System.Linq;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Models;

/// <summary>A compiled model that training cases run.</summary>
/// <param name="Name">Prefix of its cases' names, e.g. <c>lstm</c>.</param>
/// <param name="Units">Units of its recurrent layer, each way.</param>
/// <param name="Features">Input features.</param>
/// <param name="ReadNetwork">The network with its weights before training, for the rivals.</param>
/// <param name="CreateTrainer">A trainer of those weights for a number of rows on a number of threads.</param>
internal sealed record TrainingModel(string Name, int Units, int Features, Func<Network> ReadNetwork, Func<Optimizer, int, int, ModelTrainer<float>> CreateTrainer)
{
    private const ulong Seed = 20;

    /// <summary>Describes a compiled model by its own static members.</summary>
    public static TrainingModel Of<TWeights>(
        string name,
        ModelDescription description,
        Func<ulong, TWeights> createWeights,
        Func<TWeights, Optimizer, int, TrainerOptions, ModelTrainer<float>> createTrainer)
        where TWeights : ModelWeights
    {
        int units = description.Layers.Select(l => l is BidirectionalDescription both ? both.Forward : l).OfType<RecurrentDescription>().First().Units;
        return new TrainingModel(
            name,
            units,
            description.Features,
            () => Network.Read(description, createWeights(Seed)),
            (optimizer, batch, threads) => createTrainer(createWeights(Seed), optimizer, batch, new TrainerOptions { Threads = threads }));
    }
}
