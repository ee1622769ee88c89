using System;
using System.Collections.Generic;
using System.CommandLine;
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
        var options = new CaseOptions(CaseCatalog.Inference, StartUp.CaseName);
        Option<FileInfo?> plot = CaseOptions.FileOption("--plot", "Also draw ns per timestep over units, with the roofline, into this PNG file. An existing file is replaced.");
        var command = new Command("inference", "Times compiled models, their rivals and the machine's limits in turns, on one thread, and says which goals hold.") { plot };
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed), parsed.GetValue(plot)));
        return command;
    }

    private static int Run(ChosenCases chosen, FileInfo? plot)
    {
        IAnsiConsole console = ConsoleReport.Open();
        MachineInfo machine = MachineInfo.Read();
        int repetitions = chosen.Timing.Rounds;
        ConsoleReport.WriteMachine(console, machine, TorchSharpRival.UnavailableReason);
        (int VectorBits, double GigaflopsPerSecond)[] peaks = FmaChains.BestOfWidest(repetitions);
        ConsoleReport.WriteLimits(console, peaks, [.. WorkingSets(machine).Select(set => (set.Name, set.Bytes, Bandwidth(set.Bytes, repetitions)))]);
        IReadOnlyList<CaseResult> results = chosen.Run(CaseCatalog.Inference, peaks.MaxBy(p => p.GigaflopsPerSecond).VectorBits);
        IReadOnlyList<StartUpResult> startUps = chosen.Names.Contains(StartUp.CaseName) ? StartUp.Measure() : [];
        ConsoleReport.WriteResults(console, results);
        ConsoleReport.WriteStartUps(console, startUps);
        ConsoleReport.WriteGoals(console, [.. Goal.Evaluate(results, machine), .. startUps.SelectMany(s => s.Goals())]);
        if (chosen.Json is not null)
        {
            JsonReport.Write(chosen.Json.FullName, machine, results, startUps);
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
}
