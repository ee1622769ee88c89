using System;
using System.Collections.Generic;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Harness;

/// <summary>What a case consists of once its models have been made.</summary>
/// <param name="Contenders">Who competes; the first is ours.</param>
/// <param name="Work">What the hardware has to do at least, per row and timestep.</param>
/// <param name="Tolerance">The greatest difference between two contenders' outputs.</param>
internal sealed record CaseSetup(IReadOnlyList<IContender> Contenders, RooflineWork Work, float Tolerance = 1e-5f);

/// <summary>A thing to measure: a model, a mode of running it, and who competes.</summary>
/// <param name="Name">Name of the mode, e.g. <c>lstm-step</c>.</param>
/// <param name="Units">Units of the recurrent layer.</param>
/// <param name="Features">Input features per timestep.</param>
/// <param name="Timesteps">Timesteps per call.</param>
/// <param name="Batch">Rows per call.</param>
/// <param name="Precision">Type of the weights.</param>
/// <param name="Create">Makes the models.</param>
internal sealed record BenchmarkCase(string Name, int Units, int Features, int Timesteps, int Batch, string Precision, Func<CaseSetup> Create)
{
    /// <summary>Threads that a call may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Times are given per row and timestep, so a call's time is divided by this.</summary>
    public int TimestepsPerCall => Timesteps * Batch;

    /// <summary>The network, mode left out: <c>lstm</c>.</summary>
    public string Mode => Name[(Name.LastIndexOf('-') + 1)..];

    public override string ToString() => $"{Name}, {Units} units{(Precision == "float32" ? string.Empty : ", " + Precision)}{(Threads == 1 ? string.Empty : $", {Threads} threads")}";
}
