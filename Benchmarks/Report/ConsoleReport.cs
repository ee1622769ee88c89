using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Start;
using Spectre.Console;

namespace ModelGen.Benchmarks.Report;

/// <summary>What a person reads.</summary>
internal static class ConsoleReport
{
    /// <summary>The console: a log file has no colours and no width to fold tables to.</summary>
    public static IAnsiConsole Open()
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Width = 160;
        }

        return console;
    }

    /// <summary>The machine, and why libtorch is missing where it is.</summary>
    public static void WriteMachine(IAnsiConsole console, MachineInfo machine, string? noTorch)
    {
        console.WriteLine($"{machine.Cpu}, {machine.Cores} cores");
        console.WriteLine("caches " + (machine.Caches.Count == 0 ? "unknown" : string.Join(", ", machine.Caches.Select(c => $"L{c.Level} {FormatBytes(c.Bytes)}"))));
        console.WriteLine($"{machine.Runtime}, {machine.OperatingSystem}");
        console.WriteLine($"tier {machine.Tier}");
        console.WriteLine();
        if (noTorch is not null)
        {
            console.WriteLine($"TorchSharp: not available ({noTorch})");
        }
    }

    public static void WriteLimits(IAnsiConsole console, IReadOnlyList<(int VectorBits, double GigaflopsPerSecond)> peaks, IReadOnlyList<(string Name, int Bytes, double GigabytesPerSecond)> bandwidths)
    {
        var table = new Table().Border(TableBorder.Simple).Title("Limits of one core, measured");
        table.AddColumn("resource");
        table.AddColumn(new TableColumn("limit").RightAligned());
        foreach ((int bits, double gigaflops) in peaks)
        {
            table.AddRow($"multiply-add, {bits}-bit, float", Number(gigaflops, "0") + " GFLOP/s");
        }

        foreach ((string name, int bytes, double bandwidth) in bandwidths)
        {
            table.AddRow($"loads, {FormatBytes(bytes)} ({name})", Number(bandwidth, "0") + " GB/s");
        }

        console.Write(table);
    }

    public static void WriteResults(IAnsiConsole console, IReadOnlyList<CaseResult> results)
    {
        foreach (var group in results.GroupBy(r => (r.Case.Name, r.Case.Precision, r.Case.Timesteps, r.Case.Batch)))
        {
            string[] rivals = [.. group.SelectMany(r => r.Rivals).Select(r => r.Name).Distinct()];
            var table = new Table().Border(TableBorder.Simple).Title(Title(group.First().Case));
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
                    RivalResult? rival = result.Find(name);
                    row.Add(rival is null ? "–" : Number(rival.Value.Nanoseconds));
                    row.Add(rival is null ? "–" : Number(rival.Value.Ratio, "0.00") + " ×");
                }

                row.Add(result.BytesAllocated.ToString(CultureInfo.InvariantCulture));
                table.AddRow([.. row]);
            }

            console.Write(table);
        }
    }

    public static void WriteStartUps(IAnsiConsole console, IReadOnlyList<StartUpResult> startUps)
    {
        if (startUps.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).Title("Start of a program with the digits model");
        table.AddColumn("compiler");
        foreach (string heading in (string[])["first call", "process to first result", "program", "bytes/first call"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (StartUpResult result in startUps)
        {
            table.AddRow(
                result.Compiler,
                StartUpResult.Milliseconds(result.FirstCallNanoseconds),
                StartUpResult.Milliseconds(result.ProcessNanoseconds),
                StartUpResult.Megabytes(result.ProgramBytes),
                result.BytesAllocated.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
    }

    public static void WriteGoals(IAnsiConsole console, IReadOnlyList<GoalResult> goals)
    {
        if (goals.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).Title(FormattableString.Invariant($"Goals: {goals.Count(g => g.IsMet)} of {goals.Count} met"));
        table.AddColumn("case");
        table.AddColumn(new TableColumn("goal").RightAligned());
        table.AddColumn(new TableColumn("measured").RightAligned());
        table.AddColumn("verdict");
        foreach (GoalResult goal in goals)
        {
            table.AddRow(Markup.Escape(goal.Subject), Markup.Escape(goal.Demand), Markup.Escape(goal.Measured), goal.IsMet ? "[green]pass[/]" : "[red]short[/]");
        }

        console.Write(table);
    }

    private static string Title(BenchmarkCase c)
    {
        string rows = c.Batch == 1 ? string.Empty : $", {c.Batch} rows";
        string timesteps = c.Timesteps == 1 ? string.Empty : $", {c.Timesteps} timesteps";
        return $"{c.Name}{rows}{timesteps}, {c.Precision}, one thread, median ns per row and timestep";
    }

    private static string FormatBytes(int bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    internal static string Number(double value, string? format = null) => value.ToString(
        format ?? (value < 100 ? "0.0" : "#,0"),
        CultureInfo.InvariantCulture);
}
