using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Report;

/// <summary>Files of one JSON object per line.</summary>
internal static class JsonLines
{
    /// <summary>Writes a line for each; an existing file is replaced.</summary>
    public static void Write(string path, IEnumerable<Action<Utf8JsonWriter>> lines)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        foreach (Action<Utf8JsonWriter> write in lines)
        {
            using var memory = new MemoryStream();
            using (var json = new Utf8JsonWriter(memory))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }

            file.Write(Encoding.UTF8.GetString(memory.ToArray()));
            file.Write('\n');
        }
    }

    public static void WriteMachine(Utf8JsonWriter json, MachineInfo machine)
    {
        json.WriteString("tier", machine.Tier.ToString());
        json.WriteString("cpu", machine.Cpu);
    }

    /// <summary>A number of so many decimals, or null.</summary>
    public static void WriteRounded(Utf8JsonWriter json, string name, double? value, int decimals)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, decimals));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
