using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Cases;
using ModelGen.Benchmarks.Harness;

namespace ModelGen.Benchmarks.Report;

/// <summary>What the project has set itself for training steps, whatever the cell.</summary>
internal static class TrainingGoals
{
    /// <summary>Every goal whose case was run.</summary>
    public static IReadOnlyList<GoalResult> Evaluate(IReadOnlyList<CaseResult> results) =>
    [
        .. results.SelectMany(Torch),
        .. results.SelectMany(Peak),
        .. results.SelectMany(Threads),
        .. Goal.Allocation(results),
    ];

    private static IEnumerable<GoalResult> Torch(CaseResult result)
    {
        double? atLeast = (result.Case.Threads, result.Case.Batch, result.Case.Units) switch
        {
            (1, 1, 16) => 20,
            (1, 32, 16) => 5,
            (1, 32, 32) => 3.5,
            (1, 32, 64) => 2.5,
            (1, 32, 128) => 1.6,
            _ => null,
        };
        return atLeast is { } goal && result.Find("torch") is { } torch ? [Times(result, "torch", goal, torch.Ratio)] : [];
    }

    private static IEnumerable<GoalResult> Peak(CaseResult result)
    {
        double? atLeast = (result.Case.Threads, result.Case.Batch, result.Case.Units) switch
        {
            (1, 32, 64) => 0.6,
            (1, 32, 128) => 0.7,
            _ => null,
        };
        if (atLeast is { } goal)
        {
            yield return new GoalResult(Subject(result), Percent(goal), Percent(result.RooflineRatio), result.RooflineRatio >= goal);
        }

        static string Percent(double ratio) => (100 * ratio).ToString("0", CultureInfo.InvariantCulture) + " % of peak";
    }

    private static IEnumerable<GoalResult> Threads(CaseResult result) =>
        result.Case is { Threads: 2, Units: >= 64 } && result.Find(TrainingCases.OneThread) is { } one ? [Times(result, TrainingCases.OneThread, 1.7, one.Ratio)] : [];

    private static GoalResult Times(CaseResult result, string rival, double goal, double ratio) =>
        new(Subject(result), Times(rival, goal), Times(rival, ratio), ratio >= goal);

    private static string Times(string rival, double ratio) => FormattableString.Invariant($"{ratio:0.00} × {rival}");

    private static string Subject(CaseResult result) => $"{result.Case}, {result.Case.Batch} rows";
}
