using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Contenders;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Cases;

/// <summary>The ways to run a model, as cases against the rivals.</summary>
internal static class ModeCases
{
    /// <summary>Timesteps of a <c>-sequence</c>.</summary>
    public const int SequenceLength = 100;

    /// <summary>Rows and timesteps of a <c>-batch</c>.</summary>
    public const int BatchRows = 32;

    /// <summary>Timesteps of each row of a <c>-batch</c>.</summary>
    public const int BatchLength = 50;

    /// <summary>Agents of a <c>-crowd</c>.</summary>
    public const int CrowdAgents = 1000;

    private const int ComparedCrowdSteps = 3;

    /// <summary>Enough for weights of 8 bits, far too little for a gate in the wrong place.</summary>
    private const float ReducedTolerance = 0.05f;

    /// <summary>Timesteps of which outputs are compared where the state is carried over.</summary>
    private const int ComparedSteps = 20;

    /// <summary>Every mode of every model, mode by mode.</summary>
    public static IEnumerable<BenchmarkCase> All(IReadOnlyList<BenchmarkModel> models) =>
    [
        .. Steps(models),
        .. Sequences(models),
        .. models.Select(Batch),
        .. models.Select(Crowd),
    ];

    public static IEnumerable<BenchmarkCase> Steps(IReadOnlyList<BenchmarkModel> models) => models.Select(Step);

    public static IEnumerable<BenchmarkCase> Sequences(IReadOnlyList<BenchmarkModel> models) => models.Select(m => Sequence(m, SequenceLength));

    /// <summary>One timestep per call with the state carried over.</summary>
    public static BenchmarkCase Step(BenchmarkModel model) => new(model.Name + "-step", model.Units, model.Features, 1, 1, model.Precision, () =>
    {
        CompiledNetwork compiled = model.Create();
        Workload workload = Workload.Create(compiled.Network, 1, ComparedSteps);
        return new CaseSetup(
            [new CompiledStep((IStepModel)compiled.CreateModel(1), workload), new OnnxRuntimeSteps(workload), .. TorchSharpRival.Steps(workload)],
            NetworkWork.Step(compiled.Network, model.Precision));
    });

    /// <summary>A sequence per call, from a zero state.</summary>
    public static BenchmarkCase Sequence(BenchmarkModel model, int timesteps) => new(model.Name + "-sequence", model.Units, model.Features, timesteps, 1, model.Precision, () =>
    {
        CompiledNetwork compiled = model.Create();
        return Sequences(compiled, 1, timesteps, NetworkWork.Sequence(compiled.Network, timesteps, model.Precision));
    });

    /// <summary>Rows of equal length per call, each from a zero state.</summary>
    public static BenchmarkCase Batch(BenchmarkModel model) => new(model.Name + "-batch", model.Units, model.Features, BatchLength, BatchRows, model.Precision, () =>
    {
        CompiledNetwork compiled = model.Create();
        return Sequences(compiled, BatchRows, BatchLength, NetworkWork.Batch(compiled.Network));
    });

    /// <summary>One timestep of every agent per call, each with a state of its own.</summary>
    public static BenchmarkCase Crowd(BenchmarkModel model) => new(model.Name + "-crowd", model.Units, model.Features, 1, CrowdAgents, model.Precision, () =>
    {
        CompiledNetwork compiled = model.Create();
        Workload workload = Workload.Create(compiled.Network, CrowdAgents, ComparedCrowdSteps);
        return new CaseSetup(
            [new CompiledCrowd(compiled.CreateCrowd!(CrowdAgents), workload), new OnnxRuntimeSteps(workload), .. TorchSharpRival.Steps(workload)],
            NetworkWork.Batch(compiled.Network));
    });

    /// <summary>One timestep per call of models with reduced weights; the model of the same name with float weights competes.</summary>
    public static IEnumerable<BenchmarkCase> ReducedSteps(IReadOnlyList<BenchmarkModel> reduced, IReadOnlyList<BenchmarkModel> full) => reduced.Select(model =>
    {
        BenchmarkModel twin = full.Single(m => m.Name == model.Name && m.Units == model.Units && m.Features == model.Features);
        return Step(model) with
        {
            Create = () =>
            {
                CompiledNetwork compiled = model.Create();
                CompiledNetwork floats = twin.Create();
                Workload workload = Workload.Create(floats.Network, 1, ComparedSteps);
                return new CaseSetup(
                    [
                        new CompiledStep((IStepModel)compiled.CreateModel(1), workload),
                        new CompiledStep((IStepModel)floats.CreateModel(1), workload, twin.Precision),
                        new OnnxRuntimeSteps(workload),
                        .. TorchSharpRival.Steps(workload),
                    ],
                    NetworkWork.Step(compiled.Network, model.Precision),
                    ReducedTolerance);
            },
        };
    });

    private static CaseSetup Sequences(CompiledNetwork compiled, int rows, int timesteps, RooflineWork work)
    {
        Workload workload = Workload.Create(compiled.Network, rows, timesteps);
        return new CaseSetup([new CompiledSequences(compiled.CreateModel(rows), workload), new OnnxRuntimeSequences(workload), .. TorchSharpRival.Sequences(workload)], work);
    }
}
