using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelGen.Tests.Package;
using Xunit;

namespace ModelGen.Tests.Jit;

/// <summary>
/// What the JIT makes of emitted kernels, read from its own output. A program with models of many shapes runs each of their
/// kernels on every tier, in a process for each set of instructions.
/// </summary>
public sealed class EmittedKernelTests
{
    private const string Host = "ModelGen.KernelHost";

    private static readonly string s_dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>
    /// AVX-512 has 32 registers, AVX2 has 16: 256-bit vectors must do with those. x64 takes 128-bit vectors only where it has no FMA.
    /// </summary>
    [Theory]
    [InlineData("everything this processor has", null, "Lanes16")]
    [InlineData("no AVX-512", "DOTNET_EnableAVX512", "Lanes8")]
    public void NoInnerLoopStoresToTheStack(string processor, string? switchedOff, params string[] lanes)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return; // The listing's reader knows x64.
        }

        (IReadOnlyList<JitMethod> methods, string[] accelerated) = Run(switchedOff);
        Assert.Empty(KernelRules.NotOptimized(methods));

        // Without FMA every multiply-add is a call of its emulation.
        string[] demanded = accelerated[0] == "FMA" ? lanes : [];
        string[] spills = [.. KernelRules.Spills(methods, demanded)];
        Assert.True(spills.Length == 0, $"With {processor}:\n{string.Join('\n', spills)}");
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void EveryKernelIsOptimizedOnLesserProcessors(string switchedOff)
        => Assert.Empty(KernelRules.NotOptimized(Run(switchedOff).Methods));

    /// <summary>
    /// The listing of a fresh process, which must hold every emitted kernel of the tiers that it accelerates, and whether it
    /// has FMA, followed by those tiers.
    /// </summary>
    private static (IReadOnlyList<JitMethod> Methods, string[] Accelerated) Run(string? switchedOff)
    {
        string listing = Path.Combine(Path.GetTempPath(), $"modelgen-jit-{Guid.NewGuid():N}.txt");
        Dictionary<string, string> environment = new()
        {
            ["DOTNET_EnableAVX512"] = "1",
            ["DOTNET_EnableAVX2"] = "1",
            ["DOTNET_EnableHWIntrinsic"] = "1",
            ["DOTNET_JitStdOutFile"] = listing,
            ["DOTNET_JitDisasm"] = $"*+{KernelRules.Kernels}*:* *+{KernelRules.Passes}*:* *{KernelRules.Shared}*:*",
        };
        if (switchedOff is not null)
        {
            environment[switchedOff] = "0";
        }

        try
        {
            CommandResult result = CommandLine.Run(s_dotnet, AppContext.BaseDirectory, environment, "exec", $"{Host}.dll").Succeeded();
            List<JitMethod> methods = JitMethod.Parse(File.ReadLines(listing));
            string[] accelerated = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string[] missing = [.. EmittedKernels(accelerated).Except(methods.Select(m => $"{m.Type.Split('[')[0]}:{m.Name}"))];
            Assert.True(missing.Length == 0, $"{Host} does not run these kernels:\n{string.Join('\n', missing)}");
            return (methods, accelerated);
        }
        finally
        {
            File.Delete(listing);
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
