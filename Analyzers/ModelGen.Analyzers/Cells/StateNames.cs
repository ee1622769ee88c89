using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelGen.Analyzers.Cells;

/// <summary>What a name says of a state. Only names that leave no doubt say anything.</summary>
internal enum StateName
{
    None,
    Hidden,
    Cell,
}

internal static class StateNames
{
    private static readonly HashSet<string> s_hidden = new(StringComparer.Ordinal) { "h", "hidden", "ht", "hx", "hn", "hid", "hprev", "hnext", "hnew", "hout", "hin" };

    private static readonly HashSet<string> s_cell = new(StringComparer.Ordinal) { "c", "cell", "ct", "cx", "cn", "cprev", "cnext", "cnew", "cout", "cin" };

    /// <summary>Words that say nothing about which state it is.</summary>
    private static readonly HashSet<string> s_neutral = new(StringComparer.Ordinal)
    {
        "state", "states", "prev", "previous", "next", "new", "old", "last", "current", "cur", "t", "0", "1", "tm1", "tminus1", "t1", "buffer", "span", "values", "vector", "vec", "data", "m",
        "s", "in", "out", "initial", "final", "updated", "lstm", "array", "the", "this", "my", "ref",
    };

    public static StateName Of(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return StateName.None;
        }

        string[] words = Regex.Matches(name, "[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+").Cast<Match>().Select(m => m.Value.ToLowerInvariant()).ToArray();
        if (words.Length == 0 || !words.All(w => s_hidden.Contains(w) || s_cell.Contains(w) || s_neutral.Contains(w)))
        {
            return StateName.None;
        }

        bool hidden = words.Any(s_hidden.Contains);
        bool cell = words.Any(s_cell.Contains);

        // "hidden cell state", "c and h": no.
        return hidden == cell ? StateName.None : hidden ? StateName.Hidden : StateName.Cell;
    }
}
