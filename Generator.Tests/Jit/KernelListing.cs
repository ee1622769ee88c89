using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using ModelGen.Tests.Package;
using Xunit;

namespace ModelGen.Tests.Jit;

/// <summary>What the JIT makes of the kernels in a fresh process of the kernel host; one process for each set of instructions serves all tests.</summary>
/// <param name="Methods">Kernels and passes.</param>
/// <param name="HasFma">The processor multiplies and adds in one instruction.</param>
/// <param name="Accelerated">The instruction sets whose vectors are not emulated: those that the host ran.</param>
internal sealed record KernelListing(IReadOnlyList<JitMethod> Methods, bool HasFma, IReadOnlyList<string> Accelerated)
{
    private const string Host = "ModelGen.KernelHost";

    private static readonly string s_dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private static readonly ConcurrentDictionary<string, Lazy<KernelListing>> s_listings = [];

    /// <summary>The listing with all instructions, or without those of a <c>DOTNET_Enable…</c> variable. It must hold every emitted kernel.</summary>
    public static KernelListing Of(string? switchedOff)
        => s_listings.GetOrAdd(switchedOff ?? string.Empty, _ => new Lazy<KernelListing>(() => Run(switchedOff), LazyThreadSafetyMode.ExecutionAndPublication)).Value;

    private static KernelListing Run(string? switchedOff)
    {
        string file = Path.Combine(Path.GetTempPath(), $"modelgen-jit-{Guid.NewGuid():N}.txt");
        Dictionary<string, string> environment = new()
        {
            ["DOTNET_EnableAVX512"] = "1",
            ["DOTNET_EnableAVX2"] = "1",
            ["DOTNET_EnableHWIntrinsic"] = "1",
            ["DOTNET_JitStdOutFile"] = file,
            ["DOTNET_JitDisasm"] = $"*+{KernelRules.Kernels}*:* *+{KernelRules.Passes}*:* *{KernelRules.Shared}*:*",
        };
        if (switchedOff is not null)
        {
            environment[switchedOff] = "0";
        }

        try
        {
            CommandResult result = CommandLine.Run(s_dotnet, AppContext.BaseDirectory, environment, "exec", $"{Host}.dll").Succeeded();
            List<JitMethod> methods = JitMethod.Parse(File.ReadLines(file));
            string[] printed = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string[] missing = [.. EmittedKernels(printed).Except(methods.Select(m => $"{m.Type.Split('[')[0]}:{m.Name}"))];
            Assert.True(missing.Length == 0, $"{Host} does not run these kernels:\n{string.Join('\n', missing)}");
            return new KernelListing(methods, printed[0] == "FMA", printed[1..]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Every kernel of every model, on whatever vectors. A small cell's step in one kernel is for vectors as wide as its panel.</summary>
    private static IEnumerable<string> EmittedKernels(string[] tiers)
        => from type in Assembly.Load(Host).GetTypes()
            where type.IsNested && type.Name == $"{KernelRules.Kernels}`1"
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where !method.Name.EndsWith("Step", StringComparison.Ordinal) || tiers.Contains("Vector512")
            select $"{type.FullName}:{method.Name}";
}
