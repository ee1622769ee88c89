using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Harness;

/// <summary>One rival's time and how much faster ours is.</summary>
/// <param name="Name">The rival.</param>
/// <param name="Nanoseconds">Median per row and timestep.</param>
/// <param name="Ratio">Median over the rounds of (rival's time / our time in the same round).</param>
internal readonly record struct RivalResult(string Name, double Nanoseconds, double Ratio);

/// <summary>What was measured for a case. All times are nanoseconds per row and timestep.</summary>
/// <param name="Case">The case.</param>
/// <param name="Nanoseconds">Our median.</param>
/// <param name="P99Nanoseconds">99th percentile of our calls timed one by one.</param>
/// <param name="RooflineNanoseconds">The least time that this machine's measured limits allow.</param>
/// <param name="RooflineRatio">Median over the rounds of (roofline / our time in the same round); 1 is the limit.</param>
/// <param name="Rivals">The other contenders.</param>
/// <param name="BytesAllocated">Bytes that one of our calls allocates.</param>
/// <param name="Work">What the hardware has to do at least, per row and timestep.</param>
internal sealed record CaseResult(
    BenchmarkCase Case,
    double Nanoseconds,
    double P99Nanoseconds,
    double RooflineNanoseconds,
    double RooflineRatio,
    IReadOnlyList<RivalResult> Rivals,
    long BytesAllocated,
    RooflineWork Work)
{
    /// <summary>The contender of that name, or null where it did not take part.</summary>
    public RivalResult? Find(string rival) => Rivals.Where(r => r.Name == rival).Cast<RivalResult?>().FirstOrDefault();
}
