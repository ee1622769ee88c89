using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Jit;

/// <summary>The costs of all kernels on one set of instructions. Machine code differs between versions of the JIT.</summary>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Kernels">The kernels, ordered by name and size.</param>
internal sealed record KernelTable(string Runtime, IReadOnlyList<KernelCost> Kernels);

/// <summary>The committed costs, in the words of <c>kernel-baseline.txt</c>.</summary>
/// <param name="Tables">A table for each name of a set of instructions.</param>
internal sealed record KernelBaseline(IReadOnlyDictionary<string, KernelTable> Tables)
{
    /// <summary>Addresses are longer or shorter depending on where the runtime lies, by a few bytes of code.</summary>
    private const double Tolerance = 0.03;
    private const int LeastBytes = 16;
    private const int LeastInstructions = 2;

    public static KernelBaseline Parse(IEnumerable<string> lines)
    {
        var tables = new Dictionary<string, KernelTable>();
        List<KernelCost> rows = [];
        foreach (string line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (Regex.Match(line, @"^\[(.+), \.NET (.+)\]$") is { Success: true } header)
            {
                rows = [];
                tables.Add(header.Groups[1].Value, new KernelTable(header.Groups[2].Value, rows));
            }
            else
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                int[] n = [.. fields[1..].Select(f => int.Parse(f, CultureInfo.InvariantCulture))];
                rows.Add(new KernelCost(fields[0], n[0], n[1], n[2], n[3], n[4]));
            }
        }

        return new KernelBaseline(tables);
    }

    public override string ToString()
    {
        var text = new StringBuilder()
            .Append("# What the JIT makes of the kernels of Generator.Tests/Hosts/KernelHost: bytes of code, instructions in innermost loops, and\n")
            .Append("# stack stores, stack loads and calls in any loop. docs/testing.md says how to update this file.\n");
        foreach ((string name, KernelTable table) in Tables.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[{name}, .NET {table.Runtime}]\n# {"kernel",-56} {"bytes",6} {"loop",5} {"stores",6} {"loads",5} {"calls",5}\n");
            foreach (KernelCost c in table.Kernels)
            {
                text.Append(CultureInfo.InvariantCulture, $"{c.Name,-58} {c.Bytes,6} {c.Loop,5} {c.Stores,6} {c.Loads,5} {c.Calls,5}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What is worse now than in this file, a line each.</summary>
    /// <param name="name">The set of instructions.</param>
    /// <param name="now">The kernels as they are. Of another version of .NET than the file's, only spills and calls are compared.</param>
    public IReadOnlyList<string> Regressions(string name, KernelTable now)
    {
        var found = new List<string>();
        KernelTable table = Tables.GetValueOrDefault(name, new KernelTable(now.Runtime, []));
        ILookup<string, KernelCost> then = table.Kernels.ToLookup(c => c.Name);
        foreach (IGrouping<string, KernelCost> group in now.Kernels.GroupBy(c => c.Name))
        {
            // Overloads share a name; in order of their size, each has its own row.
            KernelCost[] old = [.. then[group.Key]];
            KernelCost[] current = [.. group];
            if (old.Length != current.Length)
            {
                found.Add($"{group.Key}: {current.Length} in the code, {old.Length} in the file");
                continue;
            }

            for (int i = 0; i < old.Length; i++)
            {
                Compare(found, group.Key, "stack stores in loops", old[i].Stores, current[i].Stores, 0);
                Compare(found, group.Key, "stack loads in loops", old[i].Loads, current[i].Loads, 0);
                Compare(found, group.Key, "calls in loops", old[i].Calls, current[i].Calls, 0);
                if (now.Runtime == table.Runtime)
                {
                    Compare(found, group.Key, "instructions in innermost loops", old[i].Loop, current[i].Loop, LeastInstructions);
                    Compare(found, group.Key, "bytes", old[i].Bytes, current[i].Bytes, LeastBytes);
                }
            }
        }

        found.AddRange(then.Where(g => now.Kernels.All(c => c.Name != g.Key)).Select(g => $"{g.Key}: no longer in the code"));
        return found;
    }

    private static void Compare(List<string> found, string kernel, string what, int then, int now, int slack)
    {
        if (now > then + Math.Max(slack, slack == 0 ? 0 : (int)(then * Tolerance)))
        {
            found.Add($"{kernel}: {now} {what}, were {then}");
        }
    }
}
