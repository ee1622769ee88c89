using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Report;

/// <summary>One line of JSON per case, for scripts that compare runs.</summary>
internal static class JsonReport
{
    public static void Write(string path, MachineInfo machine, IReadOnlyList<CaseResult> results)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        foreach (CaseResult result in results)
        {
            file.Write(Line(machine, result));
            file.Write('\n');
        }
    }

    public static string Line(MachineInfo machine, CaseResult result)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("case", result.Case.Name);
            json.WriteNumber("units", result.Case.Units);
            json.WriteNumber("features", result.Case.Features);
            json.WriteNumber("timesteps", result.Case.Timesteps);
            json.WriteNumber("batch", result.Case.Batch);
            json.WriteString("precision", result.Case.Precision);
            json.WriteNumber("ours_ns", Rounded(result.Nanoseconds));
            json.WriteNumber("ours_p99_ns", Rounded(result.P99Nanoseconds));
            json.WriteNumber("roofline_ns", Rounded(result.RooflineNanoseconds));
            foreach (RivalResult rival in result.Rivals)
            {
                json.WriteNumber(rival.Name + "_ns", Rounded(rival.Nanoseconds));
            }

            json.WriteNumber("bytes_allocated", result.BytesAllocated);
            json.WriteNumber("roofline_ratio", Math.Round(result.RooflineRatio, 3));
            foreach (RivalResult rival in result.Rivals)
            {
                json.WriteNumber(rival.Name + "_ratio", Math.Round(rival.Ratio, 3));
            }

            json.WriteString("tier", machine.Tier.ToString());
            json.WriteString("cpu", machine.Cpu);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static double Rounded(double nanoseconds) => Math.Round(nanoseconds, 1);
}
