using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Contenders;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Cases;

/// <summary>Whole training steps, as cases against libtorch.</summary>
internal static class TrainingCases
{
    /// <summary>Name of the contender on one thread in cases of several.</summary>
    public const string OneThread = "one thread";

    private const int Timesteps = 50;
    private const int Batch = 32;

    /// <summary>Losses are near 0.4; rounding and Adam's division make a few units of the last place of it.</summary>
    private const float LossTolerance = 2e-6f;

    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        .. TrainingCatalog.Lstm.Select(m => Create(m, Batch, threads: 1)),
        .. TrainingCatalog.Gru.Select(m => Create(m, Batch, threads: 1)),
        .. TrainingCatalog.Bidirectional.Select(m => Create(m, Batch, threads: 1)),
        .. TrainingCatalog.Lstm.Select(m => Create(m, Batch, threads: 1, ragged: true)),
        .. TrainingCatalog.Bidirectional.Select(m => Create(m, Batch, threads: 1, ragged: true)),
        .. OfSmallest(TrainingCatalog.Lstm, TrainingCatalog.Gru, TrainingCatalog.Bidirectional).Select(m => Create(m, batch: 1, threads: 1)),
        .. TrainingCatalog.Lstm.Select(m => Create(m, Batch, threads: 2)),
        .. TrainingCatalog.Gru.Select(m => Create(m, Batch, threads: 2)),
        .. TrainingCatalog.Bidirectional.Select(m => Create(m, Batch, threads: 2)),
    ];

    private static IEnumerable<TrainingModel> OfSmallest(params IReadOnlyList<TrainingModel>[] families) => families.Select(models => models.MinBy(m => m.Units)!);

    private static BenchmarkCase Create(TrainingModel model, int batch, int threads, bool ragged = false) => new($"{model.Name}{(ragged ? "-ragged" : string.Empty)}-training", model.Units, model.Features, Timesteps, batch, "float32", () =>
    {
        Network network = model.ReadNetwork();
        TrainingWorkload workload = TrainingWorkload.Create(network, batch, Timesteps, ragged);
        return new CaseSetup(
            [
                Ours(threads, "ours"),
                .. threads == 1 ? Enumerable.Empty<IContender>() : [Ours(threads: 1, OneThread)],
                .. TorchSharpRival.Training(workload, threads),
            ],
            NetworkWork.Training(network, workload.ActiveShare),
            LossTolerance);

        CompiledTraining Ours(int threads, string name) =>
            new(model.CreateTrainer(Adam.PyTorch(TrainingWorkload.LearningRate), batch, threads), workload, name);
    })
    {
        Threads = threads,
    };
}
