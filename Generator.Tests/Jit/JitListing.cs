using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Jit;

/// <summary>One instruction of a listing: <c>vmovups  ymmword ptr [rbp-0x30], ymm7</c>.</summary>
internal sealed record JitInstruction(string Name, string Operands)
{
    public bool IsCall => Name == "call";

    /// <summary>Arithmetic on floats or doubles, scalar or packed.</summary>
    public bool ComputesFloats => Regex.IsMatch(Name, "^v?(fn?m(add|sub)\\d*|add|sub|mul|div|sqrt|max|min)[ps][sd]$");

    /// <summary>The first operand is memory and the instruction writes it.</summary>
    public bool StoresTo(string baseRegisters) =>
        Name is not ("cmp" or "test" or "lea" or "call" or "jmp" or "push" or "mul" or "div" or "idiv" or "bt")
        && !Name.StartsWith("prefetch", StringComparison.Ordinal)
        && !Name.StartsWith("vucomis", StringComparison.Ordinal) && !Name.StartsWith("vcomis", StringComparison.Ordinal)
        && Regex.IsMatch(Operands, $"^([a-z]+ ptr )?\\[({baseRegisters})\\b");

    /// <summary>Some operand is memory and the instruction does not write it.</summary>
    public bool LoadsFrom(string baseRegisters) =>
        Name != "lea" && !StoresTo(baseRegisters) && Regex.IsMatch(Operands, $"\\[({baseRegisters})\\b");

    public override string ToString() => $"{Name} {Operands}";
}

/// <summary>A loop: what lies between the target of a jump backwards and the last jump to it.</summary>
internal sealed record JitLoop(IReadOnlyList<JitInstruction> Instructions, IReadOnlyList<JitInstruction> StackStores)
{
    public bool ComputesFloats => Instructions.Any(i => i.ComputesFloats);
}

/// <summary>One method as <c>DOTNET_JitDisasm</c> prints it for x64.</summary>
internal sealed class JitMethod
{
    private readonly List<JitInstruction> _instructions = [];
    private readonly Dictionary<string, int> _labels = [];

    private JitMethod(string type, string name, string tier)
    {
        Type = type;
        Name = name;
        Tier = tier;
    }

    /// <summary>Class, with namespace and containing classes: <c>N.Model+Kernels`1[ModelGen.CompilerServices.Lanes8]</c>.</summary>
    public string Type { get; }

    /// <summary>Method name.</summary>
    public string Name { get; }

    /// <summary>What the JIT says of its effort: FullOpts, MinOpts, Tier0, Instrumented Tier1, ...</summary>
    public string Tier { get; }

    public IReadOnlyList<JitInstruction> Instructions => _instructions;

    /// <summary>Bytes of machine code.</summary>
    public int CodeSize { get; private set; }

    /// <summary>Registers that point into the frame. rbp is an ordinary register where the frame is addressed by rsp.</summary>
    public string FrameRegisters { get; private set; } = "rsp";

    /// <summary>What lies in some loop; in a method that computes without loops, such as an unrolled one, everything.</summary>
    public IEnumerable<JitInstruction> LoopInstructions()
    {
        Dictionary<int, int> loops = Loops();
        return loops.Count == 0 && _instructions.Any(i => i.ComputesFloats) ? _instructions : _instructions.Where((_, i) => loops.Any(loop => loop.Key <= i && i <= loop.Value));
    }

    /// <summary>Loops that contain no other loop.</summary>
    public IEnumerable<JitLoop> InnermostLoops()
    {
        Dictionary<int, int> ends = Loops();
        foreach ((int head, int end) in ends)
        {
            if (!ends.Any(other => other.Key != head && other.Key >= head && other.Value <= end))
            {
                JitInstruction[] body = [.. _instructions.Skip(head).Take(end - head + 1)];
                yield return new JitLoop(body, [.. body.Where(i => i.StoresTo(FrameRegisters))]);
            }
        }
    }

    /// <summary>Index of every loop's first instruction, and of its last.</summary>
    private Dictionary<int, int> Loops()
    {
        // Several jumps to one head, as of `continue`, are one loop.
        Dictionary<int, int> ends = [];
        for (int i = 0; i < _instructions.Count; i++)
        {
            Match target = Regex.Match(_instructions[i].Operands, @"\bG_M\w+$");
            if (_instructions[i].Name.StartsWith('j') && target.Success && _labels.TryGetValue(target.Value, out int head) && head <= i)
            {
                ends[head] = i;
            }
        }

        return ends;
    }

    /// <summary>Reads all methods of a listing; other lines, such as those of <c>DOTNET_JitDisasmSummary</c>, are passed over.</summary>
    public static List<JitMethod> Parse(IEnumerable<string> lines)
    {
        List<JitMethod> methods = [];
        JitMethod? method = null;
        foreach (string line in lines)
        {
            Match start = Regex.Match(line, @"^; Assembly listing for method (?<type>[^\s(]+):(?<name>[^\s(:\[]+)[\[(].*\((?<tier>[^()]+)\)$");
            if (start.Success)
            {
                method = new JitMethod(start.Groups["type"].Value, start.Groups["name"].Value, start.Groups["tier"].Value);
                methods.Add(method);
            }
            else if (method is null)
            {
                continue;
            }
            else if (Regex.Match(line, @"^; Total bytes of code (\d+)") is { Success: true } size)
            {
                method.CodeSize = int.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture);
                method = null;
            }
            else if (line.StartsWith("; rbp based frame", StringComparison.Ordinal))
            {
                method.FrameRegisters = "rsp|rbp";
            }
            else if (Regex.Match(line, @"^(G_M\w+):") is { Success: true } label)
            {
                method._labels[label.Groups[1].Value] = method._instructions.Count;
            }
            else if (Regex.Match(line, @"^ +(?<name>[a-z]\w*)(?: +(?<operands>[^;]*?))? *(?:;.*)?$") is { Success: true } instruction)
            {
                method._instructions.Add(new JitInstruction(instruction.Groups["name"].Value, instruction.Groups["operands"].Value));
            }
        }

        return methods;
    }
}
