using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using ModelGen.Benchmarks.Harness;

namespace ModelGen.Benchmarks.Commands;

/// <summary>The options of commands that run cases: which of them, for how long, and where results go.</summary>
internal sealed class CaseOptions
{
    private readonly string[] _allCases;
    private readonly int[] _allUnits;
    private readonly Option<FileInfo?> _json = FileOption("--json", "Also write the results to this file, one JSON object per line. An existing file is replaced.");
    private readonly Option<int[]> _units;
    private readonly Option<string[]> _cases;
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Fewer and shorter rounds: a first look in a few seconds. Figures to quote need a full run.",
    };

    /// <param name="cases">The cases that there are.</param>
    /// <param name="others">Names of what can be chosen beside them.</param>
    public CaseOptions(IReadOnlyList<BenchmarkCase> cases, params string[] others)
    {
        _allCases = [.. cases.Select(c => c.Name).Distinct(), .. others];
        _allUnits = [.. cases.Select(c => c.Units).Distinct().Order()];
        _units = new Option<int[]>("--units")
        {
            Description = $"Only models with these numbers of units: {string.Join(", ", _allUnits)}.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        _units.Validators.Add(result => RequireKnown(result, result.GetValueOrDefault<int[]>(), _allUnits));
        _cases = new Option<string[]>("--cases")
        {
            Description = $"Only these cases: {string.Join(", ", _allCases)}.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        _cases.Validators.Add(result => RequireKnown(result, result.GetValueOrDefault<string[]>(), _allCases));
    }

    /// <summary>An option that takes a file to write, whose folder has to exist.</summary>
    public static Option<FileInfo?> FileOption(string name, string description)
    {
        var option = new Option<FileInfo?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Directory: { Exists: false } folder })
            {
                result.AddError($"{name}: the folder {folder.FullName} does not exist.");
            }
        });
        return option;
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_units);
        command.Options.Add(_cases);
        command.Options.Add(_quick);
    }

    /// <summary>What a command line chose.</summary>
    public ChosenCases Read(ParseResult parsed) => new(
        parsed.GetValue(_json),
        parsed.GetValue(_units) is { Length: > 0 } units ? units : _allUnits,
        parsed.GetValue(_cases) is { Length: > 0 } cases ? cases : _allCases,
        parsed.GetValue(_quick) ? TimingOptions.Quick : TimingOptions.Full);

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

/// <summary>What a command line chose.</summary>
/// <param name="Json">Where to write the results, if anywhere.</param>
/// <param name="Units">Numbers of units.</param>
/// <param name="Names">Names of cases.</param>
/// <param name="Timing">How long to measure.</param>
internal sealed record ChosenCases(FileInfo? Json, int[] Units, string[] Names, TimingOptions Timing)
{
    /// <summary>Runs what was chosen of <paramref name="cases"/>, and says on the error stream how far it is.</summary>
    public IReadOnlyList<CaseResult> Run(IReadOnlyList<BenchmarkCase> cases, int peakBits)
    {
        BenchmarkCase[] chosen = [.. cases.Where(c => Units.Contains(c.Units) && Names.Contains(c.Name))];
        var results = new List<CaseResult>();
        foreach (BenchmarkCase benchmark in chosen)
        {
            Console.Error.WriteLine($"[{results.Count + 1}/{chosen.Length}] {benchmark}");
            results.Add(CaseRunner.Run(benchmark, peakBits, Timing));
        }

        return results;
    }
}
