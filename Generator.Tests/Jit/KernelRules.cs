using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Jit;

/// <summary>What is demanded of the machine code of emitted kernels.</summary>
internal static class KernelRules
{
    /// <summary>Emitted kernels live in nested types of this name, one for each tier.</summary>
    public const string KernelPrefix = "Kernels";

    /// <summary>The methods that call kernels, in order, live in a nested type over the kernels' type.</summary>
    public const string Passes = "Passes";

    /// <summary>The tier of a kernel or of a pass; null of any other method.</summary>
    public static string? Tier(JitMethod method)
        => Regex.Match(method.Type, $@"\+{KernelPrefix}(\w+)\]?$") is { Success: true } match ? match.Groups[1].Value : null;

    private static bool IsPass(JitMethod method) => method.Type.EndsWith(']');

    /// <summary>Beyond its budgets the JIT gives up optimising; code that passes through tier 0 is slow when it is first needed.</summary>
    public static IEnumerable<string> NotOptimized(IEnumerable<JitMethod> methods) => methods
        .Where(m => Tier(m) is not null && m.Tier != "FullOpts")
        .Select(m => $"{m.Type}:{m.Name} is compiled as {m.Tier}");

    /// <summary>Innermost loops that compute and store to the stack (spilled accumulators), or call what should be inlined.</summary>
    public static IEnumerable<string> Spills(IEnumerable<JitMethod> methods, IReadOnlyCollection<string?> tiers)
    {
        foreach (JitMethod method in methods.Where(m => !IsPass(m) && tiers.Contains(Tier(m))))
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
