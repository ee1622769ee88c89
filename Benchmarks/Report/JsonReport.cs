using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Start;

namespace ModelGen.Benchmarks.Report;

/// <summary>One line of JSON per case, for scripts that compare runs. What was not measured is null.</summary>
internal static class JsonReport
{
    private static readonly string[] s_rivals = ["ort", "torch"];

    public static void Write(string path, MachineInfo machine, IReadOnlyList<CaseResult> results, IReadOnlyList<StartUpResult> startUps) =>
        JsonLines.Write(path, [.. results.Select(r => Line(machine, r)), .. startUps.Select(r => Line(machine, r))]);

    private static Action<Utf8JsonWriter> Line(MachineInfo machine, CaseResult result) => json =>
    {
        json.WriteString("case", result.Case.Name);
        json.WriteNumber("units", result.Case.Units);
        json.WriteNumber("features", result.Case.Features);
        json.WriteNumber("timesteps", result.Case.Timesteps);
        json.WriteNumber("batch", result.Case.Batch);
        json.WriteString("precision", result.Case.Precision);
        WriteTime(json, "ours_ns", result.Nanoseconds);
        WriteTime(json, "ours_p99_ns", result.P99Nanoseconds);
        WriteTime(json, "roofline_ns", result.RooflineNanoseconds);
        string[] names = [.. s_rivals.Union(result.Rivals.Select(r => r.Name))];
        foreach (string name in names)
        {
            WriteTime(json, name + "_ns", result.Find(name)?.Nanoseconds);
        }

        json.WriteNumber("bytes_allocated", result.BytesAllocated);
        json.WriteNumber("roofline_ratio", Math.Round(result.RooflineRatio, 3));
        foreach (string name in names)
        {
            if (result.Find(name) is { } rival)
            {
                json.WriteNumber(name + "_ratio", Math.Round(rival.Ratio, 3));
            }
        }

        JsonLines.WriteMachine(json, machine);
    };

    private static Action<Utf8JsonWriter> Line(MachineInfo machine, StartUpResult result) => json =>
    {
        json.WriteString("case", "start-up-" + result.Compiler.ToLowerInvariant());
        json.WriteNumber("units", 32);
        json.WriteNumber("features", 8);
        json.WriteNumber("timesteps", 8);
        json.WriteNumber("batch", 1);
        json.WriteString("precision", "float32");
        WriteTime(json, "ours_ns", result.FirstCallNanoseconds);
        foreach (string name in (string[])["ours_p99_ns", "roofline_ns", .. s_rivals.Select(r => r + "_ns")])
        {
            json.WriteNull(name);
        }

        json.WriteNumber("bytes_allocated", result.BytesAllocated);
        WriteTime(json, "process_to_result_ns", result.ProcessNanoseconds);
        json.WriteNumber("program_bytes", result.ProgramBytes);
        JsonLines.WriteMachine(json, machine);
    };

    private static void WriteTime(Utf8JsonWriter json, string name, double? nanoseconds) => JsonLines.WriteRounded(json, name, nanoseconds, 1);
}
