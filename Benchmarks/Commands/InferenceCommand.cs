using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using ModelGen.Benchmarks.Cases;
using ModelGen.Benchmarks.Contenders;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Report;
using ModelGen.Benchmarks.Start;
using Spectre.Console;

namespace ModelGen.Benchmarks.Commands;

/// <summary>The command <c>inference</c>.</summary>
internal static class InferenceCommand
{
    public static Command Create()
    {
        string[] caseNames = [.. CaseCatalog.Inference.Select(c => c.Name).Distinct(), StartUp.CaseName];
        int[] unitCounts = [.. CaseCatalog.Inference.Select(c => c.Units).Distinct().Order()];

        var json = new Option<FileInfo?>("--json")
        {
            Description = "Also write the results to this file, one JSON object per line. An existing file is replaced.",
            HelpName = "FILE",
        };
        var units = new Option<int[]>("--units")
        {
            Description = $"Only models with these numbers of units: {string.Join(", ", unitCounts)}.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        units.Validators.Add(result => RequireKnown(result, result.GetValueOrDefault<int[]>(), unitCounts));
        var cases = new Option<string[]>("--cases")
        {
            Description = $"Only these cases: {string.Join(", ", caseNames)}.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        cases.Validators.Add(result => RequireKnown(result, result.GetValueOrDefault<string[]>(), caseNames));
        var quick = new Option<bool>("--quick")
        {
            Description = "Fewer and shorter rounds: a first look in a few seconds. Figures to quote need a full run.",
        };

        var plot = new Option<FileInfo?>("--plot")
        {
            Description = "Also draw ns per timestep over units, with the roofline, into this PNG file. An existing file is replaced.",
            HelpName = "FILE",
        };
        foreach (Option<FileInfo?> file in (Option<FileInfo?>[])[json, plot])
        {
            file.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<FileInfo?>() is { Directory: { Exists: false } folder })
                {
                    result.AddError($"{result.Option.Name}: the folder {folder.FullName} does not exist.");
                }
            });
        }

        var command = new Command("inference", "Times compiled models, their rivals and the machine's limits in turns, on one thread, and says which goals hold.")
        {
            json, plot, units, cases, quick,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(json),
            parsed.GetValue(plot),
            parsed.GetValue(units) is { Length: > 0 } chosenUnits ? chosenUnits : unitCounts,
            parsed.GetValue(cases) is { Length: > 0 } chosenCases ? chosenCases : caseNames,
            parsed.GetValue(quick) ? TimingOptions.Quick : TimingOptions.Full));
        return command;
    }

    private static int Run(FileInfo? json, FileInfo? plot, int[] units, string[] cases, TimingOptions options)
    {

        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            // A log file has no colours and no width to fold tables to.
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Width = 160;
        }

        MachineInfo machine = MachineInfo.Read();
        ConsoleReport.WriteMachine(console, machine);

        if (TorchSharpRival.UnavailableReason is { } reason)
        {
            console.WriteLine($"TorchSharp: not available ({reason})");
        }

        int repetitions = options.Rounds;
        (int VectorBits, double GigaflopsPerSecond)[] peaks =
        [
            .. new[] { 512, 256, 128, 32 }.Where(bits => bits <= FmaChains.WidestVectorBits).Take(2).Select(bits => (bits, new FmaChains(bits).BestGigaflopsPerSecond(repetitions))),
        ];
        ConsoleReport.WriteLimits(console, peaks, [.. WorkingSets(machine).Select(set => (set.Name, set.Bytes, Bandwidth(set.Bytes, repetitions)))]);

        int peakBits = peaks.MaxBy(p => p.GigaflopsPerSecond).VectorBits;
        BenchmarkCase[] chosen = [.. CaseCatalog.Inference.Where(c => units.Contains(c.Units) && cases.Contains(c.Name))];
        var results = new List<CaseResult>();
        foreach (BenchmarkCase benchmark in chosen)
        {
            Console.Error.WriteLine($"[{results.Count + 1}/{chosen.Length}] {benchmark}");
            results.Add(CaseRunner.Run(benchmark, peakBits, options));
        }

        IReadOnlyList<StartUpResult> startUps = cases.Contains(StartUp.CaseName) ? StartUp.Measure() : [];
        ConsoleReport.WriteResults(console, results);
        ConsoleReport.WriteStartUps(console, startUps);
        ConsoleReport.WriteGoals(console, [.. Goal.Evaluate(results, machine), .. startUps.SelectMany(s => s.Goals())]);
        if (json is not null)
        {
            JsonReport.Write(json.FullName, machine, results, startUps);
        }

        if (plot is not null && !Plot.Write(plot.FullName, results))
        {
            Console.Error.WriteLine("--plot: there is nothing to draw, no case was run for more than one number of units.");
            return 1;
        }

        return 0;
    }

    /// <summary>Half of a private cache and a small part of a shared one, so that the whole buffer stays in it.</summary>
    private static IEnumerable<(string Name, int Bytes)> WorkingSets(MachineInfo machine) => machine.Caches.Count == 0
        ? [("L1", 16 << 10), ("L2", 128 << 10), ("L3", 4 << 20)]
        : machine.Caches.Select(cache => ($"L{cache.Level}", cache.Level <= 2 ? cache.Bytes / 2 : Math.Min(cache.Bytes / 4, 8 << 20)));

    private static double Bandwidth(int bytes, int repetitions)
    {
        using var stream = new LoadStream(bytes);
        return stream.BestGigabytesPerSecond(repetitions);
    }

    private static void RequireKnown<T>(OptionResult result, T[]? chosen, T[] known)
    {
        foreach (T value in chosen ?? [])
        {
            if (!known.Contains(value))
            {
                result.AddError($"{result.Option.Name}: there is no {value}; there are {string.Join(", ", known)}.");
            }
        }
    }
}
