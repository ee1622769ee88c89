using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Report;

/// <summary>A goal that was measured.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Demand">The goal in words.</param>
/// <param name="Measured">The figure in the same words.</param>
/// <param name="IsMet">The figure is as good as the goal.</param>
internal sealed record GoalResult(string Subject, string Demand, string Measured, bool IsMet);

/// <summary>
/// What the project has set itself for some cases: by mode and units, whatever the cell. Times in nanoseconds were set on a machine
/// whose roofline is known; elsewhere they scale with the measured one.
/// </summary>
/// <param name="Mode">Last word of the case's name.</param>
/// <param name="Applies">Whether the goal is one for this case.</param>
/// <param name="Unit">What the ratio is called in the table.</param>
/// <param name="AtLeast">The least ratio.</param>
/// <param name="Ratio">The measured ratio, or null where a rival is missing.</param>
internal sealed record Goal(string Mode, Func<BenchmarkCase, bool> Applies, string Unit, double AtLeast, Func<CaseResult, double?> Ratio)
{
    private const string Nanoseconds = "ns";

    private static Goal[] All(MachineInfo machine) =>
    [
        // Nanoseconds and the roofline of the machine that they were set on.
        .. Step("lstm", [(8, 52, 12), (16, 95, 48), (32, 250, 193)]),
        .. Step("gru", [(8, 40, 9), (16, 72, 36), (32, 180, 145)]),
        Rival("step", 8, 32, "ort", 25),
        Roofline("step", c => IsPlain(c) && IsFloat(c) && c.Units >= 64, 0.90),
        BFloat16(c => FloatBytes(c) > machine.L2Bytes / 2, 1.5),
        BFloat16(c => FloatBytes(c) <= machine.L2Bytes / 2, 1.3),

        Rival("sequence", 8, 8, "ort", 4.5),
        Rival("sequence", 16, 16, "ort", 3),
        Rival("sequence", 32, 32, "ort", 2),
        Rival("sequence", 64, 256, "ort", 1.35),
        Roofline("sequence", c => IsPlain(c) && IsFloat(c) && c.Units >= 32, 0.85),

        Roofline("batch", c => IsFloat(c) && c.Units >= 64, 0.85),
        Roofline("batch", c => IsFloat(c) && c.Units == 32, 0.60),
        Rival("batch", 64, 256, "ort", 1.2),
        Rival("batch", 8, 40, "ort", 2),
        Roofline("crowd", c => IsFloat(c) && c.Units >= 64, 0.85),
        Roofline("crowd", c => IsFloat(c) && c.Units == 32, 0.60),
        Rival("crowd", 64, 256, "ort", 1.2),
        Rival("crowd", 8, 40, "ort", 2),

        new("sequence", c => c.Name == "lstm-bidirectional-sequence", "× ort", 2.5, r => Against(r, "ort")),
    ];

    /// <summary>Every goal whose case was run.</summary>
    public static IReadOnlyList<GoalResult> Evaluate(IReadOnlyList<CaseResult> results, MachineInfo machine) =>
    [
        .. from goal in All(machine)
           from result in results
           where result.Case.Mode == goal.Mode && goal.Applies(result.Case)
           let measured = goal.Ratio(result)
           where measured is not null
           select new GoalResult(result.Case.ToString(), goal.Demand(result), goal.Figure(result, measured.Value), measured >= goal.AtLeast),
        .. Tails(results),
        .. Allocation(results),
    ];

    /// <summary>A time that was set on another machine, in times of the roofline here.</summary>
    private string Demand(CaseResult result) => Unit == Nanoseconds
        ? FormattableString.Invariant($"at most {result.RooflineNanoseconds / AtLeast:0.0} ns")
        : Format(AtLeast);

    private string Figure(CaseResult result, double ratio) => Unit == Nanoseconds
        ? FormattableString.Invariant($"{result.Nanoseconds:0.0} ns")
        : Format(ratio);

    private string Format(double ratio) => Unit.StartsWith('%')
        ? (100 * ratio).ToString("0", CultureInfo.InvariantCulture) + " " + Unit
        : ratio.ToString("0.00", CultureInfo.InvariantCulture) + " " + Unit;

    private static IEnumerable<Goal> Step(string cell, (int Units, double Nanoseconds, double Roofline)[] goals) => goals.Select(g => new Goal(
        "step",
        c => c.Name == cell + "-step" && c.Units == g.Units && IsFloat(c),
        Nanoseconds,
        g.Roofline / g.Nanoseconds,
        r => r.RooflineRatio));

    private static Goal Roofline(string mode, Func<BenchmarkCase, bool> applies, double atLeast) => new(mode, applies, "% of roofline", atLeast, r => r.RooflineRatio);

    private static Goal Rival(string mode, int fewestUnits, int mostUnits, string rival, double atLeast) => new(
        mode,
        c => IsPlain(c) && IsFloat(c) && (mode == "step" ? c.Units is 8 or 16 or 32 : c.Units >= fewestUnits && c.Units <= mostUnits),
        "× " + rival,
        atLeast,
        r => Against(r, rival));

    /// <summary>Half the bytes make half the time only where reading them is what takes it: less is asked where floats fit the second level with room.</summary>
    private static Goal BFloat16(Func<BenchmarkCase, bool> applies, double atLeast) =>
        new("step", c => c.Precision == "bfloat16" && c.Units >= 64 && applies(c), "× our float", atLeast, r => Against(r, "float32"));

    private static double FloatBytes(BenchmarkCase c) => sizeof(float) * (c.Name.StartsWith("gru", StringComparison.Ordinal) ? 3.0 : c.Name.StartsWith("rnn", StringComparison.Ordinal) ? 1.0 : 4.0) * c.Units * (c.Units + c.Features);

    private static double? Against(CaseResult result, string name) => result.Find(name)?.Ratio;

    /// <summary>One cell, as many features as units.</summary>
    private static bool IsPlain(BenchmarkCase c) => c.Name.Count(letter => letter == '-') == 1 && c.Units == c.Features;

    private static bool IsFloat(BenchmarkCase c) => c.Precision == "float32";

    private static IEnumerable<GoalResult> Tails(IReadOnlyList<CaseResult> results)
    {
        const double most = 1.5;
        CaseResult[] steps = [.. results.Where(r => r.Case.Mode == "step")];
        if (steps.Length > 0)
        {
            CaseResult worst = steps.MaxBy(Tail)!;
            int met = steps.Count(r => Tail(r) <= most);
            yield return new GoalResult(
                "p99 of steps",
                "at most 1.50 × median",
                FormattableString.Invariant($"{met} of {steps.Length}; worst {Tail(worst):0.00} × ({worst.Case})"),
                met == steps.Length);
        }

        static double Tail(CaseResult result) => result.P99Nanoseconds / result.Nanoseconds;
    }

    /// <summary>No call allocates anything.</summary>
    internal static IEnumerable<GoalResult> Allocation(IReadOnlyList<CaseResult> results)
    {
        if (results.Count > 0)
        {
            CaseResult worst = results.MaxBy(r => r.BytesAllocated)!;
            yield return new GoalResult(
                "allocation per call",
                "0 bytes",
                worst.BytesAllocated == 0 ? $"0 bytes in {results.Count} cases" : $"{worst.BytesAllocated} bytes ({worst.Case})",
                worst.BytesAllocated == 0);
        }
    }
}
