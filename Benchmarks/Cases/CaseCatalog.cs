using System.Collections.Generic;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Cases;

/// <summary>Every inference case. A new family of cases is a line here.</summary>
internal static class CaseCatalog
{
    public static IReadOnlyList<BenchmarkCase> Inference { get; } =
    [
        .. ModeCases.All(ModelCatalog.Lstm),
        .. ModeCases.All(ModelCatalog.Gru),
        .. ModeCases.All(ModelCatalog.Rnn),
        .. ModeCases.ReducedSteps(ModelCatalog.ReducedLstm, ModelCatalog.Lstm),
        ModeCases.Sequence(ModelCatalog.Bidirectional, timesteps: 63),
        ModeCases.Step(ModelCatalog.Stacked),
        ModeCases.Sequence(ModelCatalog.Stacked, timesteps: 100),
        .. ModeCases.Steps(ModelCatalog.DenseHeads),
        .. ModeCases.Sequences(ModelCatalog.DenseHeads),
        ModeCases.Sequence(ModelCatalog.Digits, timesteps: 8),
    ];
}
