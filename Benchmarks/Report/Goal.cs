using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Harness;

namespace ModelGen.Benchmarks.Report;

/// <summary>A figure that the project has set itself for one case.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Units">The case's units.</param>
/// <param name="Rival">The rival to be faster than, or null for the roofline.</param>
/// <param name="AtLeast">The least ratio (rival's time / ours, or roofline / ours).</param>
internal sealed record Goal(string Case, int Units, string? Rival, double AtLeast)
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        new("lstm-step", 64, null, 0.80),
        new("lstm-step", 128, null, 0.80),
        new("lstm-sequence", 8, "ort", 4.0),
        new("lstm-sequence", 16, "ort", 2.5),
        new("lstm-sequence", 32, "ort", 1.3),
    ];

    /// <summary>The measured ratio, or null when the case was not run.</summary>
    public double? Measured(IReadOnlyList<CaseResult> results)
    {
        CaseResult? result = results.FirstOrDefault(r => r.Case.Name == Case && r.Case.Units == Units);
        return result is null ? null : Rival is null ? result.RooflineRatio : result.Rivals.Single(r => r.Name == Rival).Ratio;
    }

    public string Format(double ratio) => Rival is null
        ? (100 * ratio).ToString("0", CultureInfo.InvariantCulture) + " % of the roofline"
        : ratio.ToString("0.00", CultureInfo.InvariantCulture) + " × " + Rival;
}
