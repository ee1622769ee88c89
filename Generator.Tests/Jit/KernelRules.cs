using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Jit;

/// <summary>What is demanded of the machine code of emitted kernels.</summary>
internal static class KernelRules
{
    /// <summary>Emitted kernels live in a nested type of this name, over the vector type.</summary>
    public const string Kernels = "Kernels";

    /// <summary>The methods that call kernels, in order, live in a nested type over two vector types.</summary>
    public const string Passes = "Passes";

    /// <summary>The runtime's kernels, which the backward passes of all models share.</summary>
    public const string Shared = "MatrixKernels";

    /// <summary>The vector type of a kernel (<c>Lanes8</c>), or the widest one of a pass; null of any other method.</summary>
    public static string? Lanes(JitMethod method)
        => Regex.Match(method.Type, $@"(\+{Kernels}|\+{Passes}|\.{Shared})`\d\[[\w.]*\.(Lanes\d+)[\],]") is { Success: true } match ? match.Groups[2].Value : null;

    /// <summary>Whether a method calls kernels in order, rather than being one.</summary>
    public static bool IsPass(JitMethod method) => method.Type.Contains($"+{Passes}`", System.StringComparison.Ordinal);

    /// <summary>Beyond its budgets the JIT gives up optimising; code that passes through tier 0 is slow when it is first needed.</summary>
    public static IEnumerable<string> NotOptimized(IEnumerable<JitMethod> methods) => methods
        .Where(m => Lanes(m) is not null && m.Tier != "FullOpts")
        .Select(m => $"{m.Type}:{m.Name} is compiled as {m.Tier}");

    /// <summary>Innermost loops that compute and store to the stack (spilled accumulators), or call what should be inlined.</summary>
    public static IEnumerable<string> Spills(IEnumerable<JitMethod> methods, IReadOnlyCollection<string?> lanes)
    {
        foreach (JitMethod method in methods.Where(m => !IsPass(m) && lanes.Contains(Lanes(m))))
        {
            foreach (JitLoop loop in method.InnermostLoops().Where(l => l.ComputesFloats))
            {
                string size = $"a loop of {loop.Instructions.Count} instructions";
                if (loop.StackStores.Count > 0)
                {
                    yield return $"{method.Type}:{method.Name} stores {loop.StackStores.Count} times to the stack in {size}, first: {loop.StackStores[0]}";
                }

                if (loop.Instructions.FirstOrDefault(i => i.IsCall) is { } call)
                {
                    yield return $"{method.Type}:{method.Name} calls from {size}: {call}";
                }
            }
        }
    }
}
