using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Jit;

/// <summary>What a kernel's machine code costs, counted and not timed. Of a kernel that computes without loops, all of it counts as one.</summary>
/// <param name="Name">Model, kernel and vector type: <c>Lstm64.LstmGates(Lanes8)</c>.</param>
/// <param name="Bytes">Size of the machine code.</param>
/// <param name="Loop">Instructions in innermost loops that compute, all of them together.</param>
/// <param name="Stores">Stores to the stack in loops: spilled registers.</param>
/// <param name="Loads">Loads from the stack in loops.</param>
/// <param name="Calls">Calls in loops.</param>
internal sealed record KernelCost(string Name, int Bytes, int Loop, int Stores, int Loads, int Calls)
{
    /// <summary>The cost of every kernel on the given vectors, by name. Passes are not kernels: their work is calls.</summary>
    public static IReadOnlyList<KernelCost> Of(IEnumerable<JitMethod> methods, IReadOnlyCollection<string> lanes)
    {
        var costs = new List<KernelCost>();
        foreach (JitMethod method in methods.Where(m => !KernelRules.IsPass(m) && KernelRules.Lanes(m) is { } vector && lanes.Contains(vector)))
        {
            // N.Model+Kernels`1[…] or N.MatrixKernels`1[…]
            string owner = Regex.Match(method.Type, @"(\w+)(\+\w+)?`\d\[").Groups[1].Value;
            JitLoop[] computing = [.. method.InnermostLoops().Where(l => l.ComputesFloats)];
            JitInstruction[] looped = [.. method.LoopInstructions()];
            costs.Add(new KernelCost(
                $"{owner}.{method.Name}({KernelRules.Lanes(method)})",
                method.CodeSize,
                computing.Sum(l => l.Instructions.Count),
                looped.Count(i => i.StoresTo(method.FrameRegisters)),
                looped.Count(i => i.LoadsFrom(method.FrameRegisters)),
                looped.Count(i => i.IsCall)));
        }

        return [.. costs.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Bytes)];
    }
}
