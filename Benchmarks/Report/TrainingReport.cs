using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Benchmarks.Cases;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using Spectre.Console;

namespace ModelGen.Benchmarks.Report;

/// <summary>Training steps: milliseconds per step and arithmetic per second.</summary>
internal static class TrainingReport
{
    public static void WriteResults(IAnsiConsole console, IReadOnlyList<CaseResult> results)
    {
        foreach (var group in results.GroupBy(r => (r.Case.Name, r.Case.Batch, r.Case.Threads)))
        {
            BenchmarkCase first = group.First().Case;
            string[] rivals = [.. group.SelectMany(r => r.Rivals).Select(r => r.Name).Distinct()];
            var table = new Table().Border(TableBorder.Simple).Title(
                $"{first.Name}, {first.Batch} {(first.Batch == 1 ? "row" : "rows")}, {first.Timesteps} timesteps, {(first.Threads == 1 ? "one thread" : $"{first.Threads} threads")}, median ms per step");
            foreach (string heading in (string[])["units", "ours", .. rivals.SelectMany(r => (string[])[r, r + " / ours"]), "GFLOP/s", "% of peak", "bytes/step"])
            {
                table.AddColumn(new TableColumn(heading).RightAligned());
            }

            foreach (CaseResult result in group)
            {
                List<string> row = [result.Case.Units.ToString(CultureInfo.InvariantCulture), Number(Milliseconds(result, result.Nanoseconds))];
                foreach (string name in rivals)
                {
                    RivalResult? rival = result.Find(name);
                    row.Add(rival is null ? "–" : Number(Milliseconds(result, rival.Value.Nanoseconds)));
                    row.Add(rival is null ? "–" : rival.Value.Ratio.ToString("0.00", CultureInfo.InvariantCulture) + " ×");
                }

                row.Add(Gigaflops(result).ToString("0.0", CultureInfo.InvariantCulture));
                row.Add((100 * result.RooflineRatio).ToString("0", CultureInfo.InvariantCulture));
                row.Add(result.BytesAllocated.ToString(CultureInfo.InvariantCulture));
                table.AddRow([.. row]);
            }

            console.Write(table);
        }
    }

    /// <summary>One line of JSON per case. What was not measured is null.</summary>
    public static void WriteJson(string path, MachineInfo machine, IReadOnlyList<CaseResult> results) => JsonLines.Write(path, results.Select<CaseResult, Action<System.Text.Json.Utf8JsonWriter>>(result => json =>
    {
        json.WriteString("case", result.Case.Name);
        json.WriteNumber("units", result.Case.Units);
        json.WriteNumber("features", result.Case.Features);
        json.WriteNumber("timesteps", result.Case.Timesteps);
        json.WriteNumber("batch", result.Case.Batch);
        json.WriteNumber("threads", result.Case.Threads);
        JsonLines.WriteRounded(json, "ours_ms", Milliseconds(result, result.Nanoseconds), 4);
        JsonLines.WriteRounded(json, "torch_ms", Milliseconds(result, result.Find("torch")?.Nanoseconds), 4);
        JsonLines.WriteRounded(json, "one_thread_ms", Milliseconds(result, result.Find(TrainingCases.OneThread)?.Nanoseconds), 4);
        JsonLines.WriteRounded(json, "gflops", Gigaflops(result), 2);
        JsonLines.WriteRounded(json, "peak_gflops", result.Work.ReusedFlops / result.RooflineNanoseconds, 2);
        json.WriteNumber("bytes_allocated", result.BytesAllocated);
        JsonLines.WriteRounded(json, "peak_ratio", result.RooflineRatio, 3);
        JsonLines.WriteRounded(json, "torch_ratio", result.Find("torch")?.Ratio, 3);
        JsonLines.WriteRounded(json, "one_thread_ratio", result.Find(TrainingCases.OneThread)?.Ratio, 3);
        JsonLines.WriteMachine(json, machine);
    }));

    private static double? Milliseconds(CaseResult result, double? nanoseconds) => nanoseconds * result.Case.TimestepsPerCall / 1e6;

    private static double Gigaflops(CaseResult result) => result.Work.ReusedFlops / result.Nanoseconds;

    private static string Number(double? milliseconds) => milliseconds!.Value.ToString(milliseconds < 10 ? "0.000" : "0.00", CultureInfo.InvariantCulture);
}
