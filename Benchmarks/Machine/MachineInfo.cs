using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen.Benchmarks.Machine;

/// <summary>One of the caches that a core loads data through.</summary>
internal readonly record struct DataCache(int Level, int Bytes);

/// <summary>What a figure has to be read with: the machine, the runtime, the tier.</summary>
internal sealed record MachineInfo(string Cpu, int Cores, IReadOnlyList<DataCache> Caches, string Runtime, string OperatingSystem, InstructionSet Tier)
{
    /// <summary>Size of the second level, or a common one where the system does not tell.</summary>
    public int L2Bytes => Caches.Where(c => c.Level == 2).Select(c => c.Bytes).DefaultIfEmpty(512 << 10).First();

    public static MachineInfo Read() => new(
        CpuName(),
        Environment.ProcessorCount,
        DataCaches(),
        $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.OSDescription,
        InstructionSets.Best);

    private static string CpuName()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>Linux's list of the first core's caches; empty on other systems.</summary>
    private static DataCache[] DataCaches()
    {
        const string folder = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateDirectories(folder, "index*")
                .Where(index => ReadLine(index, "type") is "Data" or "Unified")
                .Select(index => new DataCache(int.Parse(ReadLine(index, "level"), CultureInfo.InvariantCulture), ParseSize(ReadLine(index, "size"))))
                .OrderBy(cache => cache.Level),
        ];
    }

    private static string ReadLine(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).Trim();

    /// <summary>"48K", "2M" or plain bytes.</summary>
    private static int ParseSize(string size)
    {
        int unit = size[^1] switch { 'K' => 1 << 10, 'M' => 1 << 20, _ => 1 };
        return unit * int.Parse(unit == 1 ? size : size[..^1], CultureInfo.InvariantCulture);
    }
}
