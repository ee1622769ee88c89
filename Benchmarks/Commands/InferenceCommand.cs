using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using ModelGen.Benchmarks.Cases;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Report;
using Spectre.Console;

namespace ModelGen.Benchmarks.Commands;

/// <summary>The command <c>inference</c>.</summary>
internal static class InferenceCommand
{
    public static Command Create()
    {
        string[] caseNames = [.. CaseCatalog.Inference.Select(c => c.Name).Distinct()];
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

        var command = new Command("inference", "Times compiled models, ONNX Runtime and the machine's limits in turns, on one thread, and says which goals hold.")
        {
            json, units, cases, quick,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(json),
            parsed.GetValue(units) is { Length: > 0 } chosenUnits ? chosenUnits : unitCounts,
            parsed.GetValue(cases) is { Length: > 0 } chosenCases ? chosenCases : caseNames,
            parsed.GetValue(quick) ? TimingOptions.Quick : TimingOptions.Full));
        return command;
    }

    private static int Run(FileInfo? json, int[] units, string[] cases, TimingOptions options)
    {
        if (json is { Directory.Exists: false })
        {
            Console.Error.WriteLine($"--json: the folder {json.Directory!.FullName} does not exist.");
            return 1;
        }

        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            // A log file has no colours and no width to fold tables to.
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Width = 160;
        }

        MachineInfo machine = MachineInfo.Read();
        ConsoleReport.WriteMachine(console, machine);

        int repetitions = options.Rounds;
        FmaPeak[] peaks = [.. new[] { 512, 256, 128, 32 }.Where(bits => bits <= FmaPeak.WidestVectorBits).Take(2).Select(bits => FmaPeak.Measure(bits, repetitions))];
        ConsoleReport.WriteLimits(console, peaks, [.. WorkingSets(machine).Select(set => (set.Name, set.Bytes, Bandwidth(set.Bytes, repetitions)))]);

        BenchmarkCase[] chosen = [.. CaseCatalog.Inference.Where(c => units.Contains(c.Units) && cases.Contains(c.Name))];
        var results = new List<CaseResult>();
        foreach (BenchmarkCase benchmark in chosen)
        {
            Console.Error.WriteLine($"[{results.Count + 1}/{chosen.Length}] {benchmark.Name}, {benchmark.Units} units");
            results.Add(CaseRunner.Run(benchmark, peaks.MaxBy(p => p.GigaflopsPerSecond)!, options));
        }

        ConsoleReport.WriteResults(console, results);
        ConsoleReport.WriteGoals(console, results);
        if (json is not null)
        {
            JsonReport.Write(json.FullName, machine, results);
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
        return stream.GigabytesPerSecond(repetitions);
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
