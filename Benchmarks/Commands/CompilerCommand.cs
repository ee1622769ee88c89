using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelGen.Benchmarks.Compiler;

namespace ModelGen.Benchmarks.Commands;

/// <summary>The command <c>compiler</c>: what the source generator and the analyzers cost in a build and in the editor.</summary>
internal static class CompilerCommand
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Command Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Also write one line of JSON per measurement to this file." };
        var command = new Command("compiler", "Times the source generator on models of ten layers, and generator and analyzers on a solution of 50 models and 20,000 lines.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(FileInfo? json)
    {
        var results = new List<CompilerResult>();
        var goals = new List<string>();
        GeneratorTimes.Measure(results, goals);
        AnalyzerTimes.Measure(results, goals);
        foreach (string goal in goals)
        {
            Console.WriteLine(goal);
        }

        if (json is not null)
        {
            File.WriteAllLines(json.FullName, results.Select(r => JsonSerializer.Serialize(r, s_json)));
        }

        return 0;
    }
}
