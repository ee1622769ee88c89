using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ModelGen.Benchmarks.Cases;
using ModelGen.Benchmarks.Contenders;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Report;
using Spectre.Console;

namespace ModelGen.Benchmarks.Commands;

/// <summary>The command <c>training</c>.</summary>
internal static class TrainingCommand
{
    public static Command Create()
    {
        var options = new CaseOptions(TrainingCases.All);
        var command = new Command("training", "Times whole training steps (forward, loss, backward, Adam) of compiled models next to libtorch's, on one and on two threads, and says which goals hold.");
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed)));
        return command;
    }

    private static int Run(ChosenCases chosen)
    {
        IAnsiConsole console = ConsoleReport.Open();
        MachineInfo machine = MachineInfo.Read();
        ConsoleReport.WriteMachine(console, machine, TorchSharpRival.UnavailableReason);
        (int VectorBits, double GigaflopsPerSecond)[] peaks = FmaChains.BestOfWidest(chosen.Timing.Rounds);
        ConsoleReport.WriteLimits(console, peaks, []);
        IReadOnlyList<CaseResult> results = chosen.Run(TrainingCases.All, peaks.MaxBy(p => p.GigaflopsPerSecond).VectorBits);
        TrainingReport.WriteResults(console, results);
        ConsoleReport.WriteGoals(console, TrainingGoals.Evaluate(results));
        if (chosen.Json is not null)
        {
            TrainingReport.WriteJson(chosen.Json.FullName, machine, results);
        }

        return 0;
    }
}
