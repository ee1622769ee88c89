using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using Spectre.Console;

namespace ModelGen.Benchmarks.Report;

/// <summary>What a person reads.</summary>
internal static class ConsoleReport
{
    public static void WriteMachine(IAnsiConsole console, MachineInfo machine)
    {
        console.WriteLine($"{machine.Cpu}, {machine.Cores} cores");
        console.WriteLine("caches " + (machine.Caches.Count == 0 ? "unknown" : string.Join(", ", machine.Caches.Select(c => $"L{c.Level} {FormatBytes(c.Bytes)}"))));
        console.WriteLine($"{machine.Runtime}, {machine.OperatingSystem}");
        console.WriteLine($"tier {machine.Tier}");
        console.WriteLine();
    }

    public static void WriteLimits(IAnsiConsole console, IReadOnlyList<FmaPeak> peaks, IReadOnlyList<(string Name, int Bytes, double GigabytesPerSecond)> bandwidths)
    {
        var table = new Table().Border(TableBorder.Simple).Title("Limits of one core, measured");
        table.AddColumn("resource");
        table.AddColumn(new TableColumn("limit").RightAligned());
        foreach (FmaPeak peak in peaks)
        {
            table.AddRow($"multiply-add, {peak.VectorBits}-bit, float", Number(peak.GigaflopsPerSecond, "0") + " GFLOP/s");
        }

        foreach ((string name, int bytes, double bandwidth) in bandwidths)
        {
            table.AddRow($"loads, {FormatBytes(bytes)} ({name})", Number(bandwidth, "0") + " GB/s");
        }

        console.Write(table);
    }

    public static void WriteResults(IAnsiConsole console, IReadOnlyList<CaseResult> results)
    {
        foreach (IGrouping<string, CaseResult> group in results.GroupBy(r => r.Case.Name))
        {
            string[] rivals = [.. group.SelectMany(r => r.Rivals).Select(r => r.Name).Distinct()];
            var table = new Table().Border(TableBorder.Simple).Title($"{group.Key}, float, one thread, median ns per timestep");
            foreach (string heading in (string[])["units", "ours", "p99", "roofline", "% of roofline", .. rivals.SelectMany(r => (string[])[r, r + " / ours"]), "bytes/call"])
            {
                table.AddColumn(new TableColumn(heading).RightAligned());
            }

            foreach (CaseResult result in group)
            {
                List<string> row =
                [
                    result.Case.Units.ToString(CultureInfo.InvariantCulture),
                    Number(result.Nanoseconds),
                    Number(result.P99Nanoseconds),
                    Number(result.RooflineNanoseconds),
                    Number(100 * result.RooflineRatio, "0"),
                ];
                foreach (string name in rivals)
                {
                    RivalResult? rival = result.Rivals.Where(r => r.Name == name).Cast<RivalResult?>().FirstOrDefault();
                    row.Add(rival is null ? "–" : Number(rival.Value.Nanoseconds));
                    row.Add(rival is null ? "–" : Number(rival.Value.Ratio, "0.00") + " ×");
                }

                row.Add(result.BytesAllocated.ToString(CultureInfo.InvariantCulture));
                table.AddRow([.. row]);
            }

            console.Write(table);
        }
    }

    /// <summary>One line per goal whose case was run.</summary>
    public static void WriteGoals(IAnsiConsole console, IReadOnlyList<CaseResult> results)
    {
        foreach (Goal goal in Goal.All)
        {
            if (goal.Measured(results) is double measured)
            {
                string verdict = measured >= goal.AtLeast ? "[green]holds[/] " : "[red]misses[/]";
                console.MarkupLine($"{verdict} {goal.Case}, {goal.Units} units: {goal.Format(measured)}, goal {goal.Format(goal.AtLeast)}");
            }
        }

        foreach (CaseResult result in results.Where(r => r.BytesAllocated != 0))
        {
            console.MarkupLine($"[red]misses[/] {result.Case.Name}, {result.Case.Units} units: allocates {result.BytesAllocated} bytes per call, goal 0");
        }
    }

    private static string FormatBytes(int bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    private static string Number(double value, string? format = null) => value.ToString(
        format ?? (value < 100 ? "0.0" : "#,0"),
        CultureInfo.InvariantCulture);
}
