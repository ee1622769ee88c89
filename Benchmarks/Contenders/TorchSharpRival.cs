using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>
/// TorchSharp, where libtorch loads: it needs the C++ library of GCC 13 or later, which not every system has. Nothing here touches
/// one of its types before that is known.
/// </summary>
internal static class TorchSharpRival
{
    private static readonly Lazy<string?> s_reason = new(Load);

    /// <summary>Why there is no such rival, or null where there is one.</summary>
    public static string? UnavailableReason => s_reason.Value;

    /// <summary>The contender of a step, if any.</summary>
    public static IEnumerable<IContender> Steps(Workload workload) => UnavailableReason is null ? [new TorchSharpSteps(workload)] : [];

    /// <summary>The contender of whole sequences, if any.</summary>
    public static IEnumerable<IContender> Sequences(Workload workload) => UnavailableReason is null ? [new TorchSharpSequences(workload)] : [];

    /// <summary>The contender of training steps, if any.</summary>
    public static IEnumerable<IContender> Training(TrainingWorkload workload, int threads) => UnavailableReason is null ? [new TorchSharpTraining(workload, threads)] : [];

    private static string? Load()
    {
        string folder = typeof(TorchSharpRival).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LibTorch").Value!;
        if (folder.Length == 0)
        {
            return $"its libraries are not referenced for {RuntimeInformation.RuntimeIdentifier}";
        }

        try
        {
            // From where the package lies: half a gigabyte that is not copied beside the program. What depends on these finds them loaded.
            // TorchSharp's own loader would copy them, and does not say why one cannot be loaded.
            string suffix = OperatingSystem.IsWindows() ? ".dll" : ".so";
            string prefix = OperatingSystem.IsWindows() ? string.Empty : "lib";
            foreach (string name in (string[])["c10", "torch_cpu", "torch"])
            {
                NativeLibrary.Load(Path.Combine(folder, prefix + name + suffix));
            }

            NativeLibrary.Load("LibTorchSharp", typeof(TorchSharp.torch).Assembly, searchPath: null);
            TorchSharpNetwork.UseOneThread();
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or NotSupportedException or TypeInitializationException)
        {
            // A loader lists every place that it looked at; one line has the reason.
            string[] lines = (e.InnerException ?? e).Message.Split('\n');
            return (lines.FirstOrDefault(line => line.Contains("GLIBC", StringComparison.Ordinal)) ?? lines[0]).Split(" (required by")[0].Trim();
        }
    }
}
