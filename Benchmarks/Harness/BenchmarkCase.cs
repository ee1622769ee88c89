using System;
using System.Collections.Generic;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Harness;

/// <summary>A thing to measure: a model, a mode of running it, and who competes.</summary>
/// <param name="Name">Name of the mode, e.g. <c>lstm-step</c>.</param>
/// <param name="Units">Units of the recurrent layer.</param>
/// <param name="Features">Input features per timestep.</param>
/// <param name="Timesteps">Timesteps per call.</param>
/// <param name="Batch">Rows per call.</param>
/// <param name="Precision">Type of the weights.</param>
/// <param name="Work">What the hardware has to do at least, per row and timestep.</param>
/// <param name="CreateContenders">Builds the contenders; the first is ours.</param>
internal sealed record BenchmarkCase(
    string Name,
    int Units,
    int Features,
    int Timesteps,
    int Batch,
    string Precision,
    RooflineWork Work,
    Func<IReadOnlyList<IContender>> CreateContenders)
{
    /// <summary>Times are given per row and timestep, so a call's time is divided by this.</summary>
    public int TimestepsPerCall => Timesteps * Batch;
}
