using System;
using System.Collections.Generic;

namespace ModelGen.CompilerServices;

/// <summary>The numbers of the rows that a part of a data set or of a file has, in that whole. Where that is a part itself, <c>rows</c> are its own numbers.</summary>
internal static class RowSelection
{
    public static int[] Slice(string owner, int all, int[]? rows, int start, int count)
    {
        if (start < 0 || start >= all)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{owner}: row {start}; the data set has the rows 0 to {all - 1}.");
        }

        if (count < 1 || count > all - start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{owner}: {count} rows from row {start} on; the data set has {all - start} there, and at least 1 is needed.");
        }

        int[] selected = new int[count];
        for (int i = 0; i < count; i++)
        {
            selected[i] = Source(rows, start + i);
        }

        return selected;
    }

    public static int[] Select(string owner, int all, int[]? rows, IEnumerable<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers, nameof(rows));
        var selected = new List<int>();
        foreach (int row in numbers)
        {
            if ((uint)row >= (uint)all)
            {
                throw new ArgumentException($"{owner}: row {row}; the data set has the rows 0 to {all - 1}.", nameof(rows));
            }

            selected.Add(Source(rows, row));
        }

        return selected.Count > 0
            ? selected.ToArray()
            : throw new ArgumentException($"{owner}: no rows were selected.", nameof(rows));
    }

    public static (int[] First, int[] Second) Split(string owner, int all, int[]? rows, double fraction, ulong seed)
    {
        if (!(fraction > 0.0 && fraction < 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, $"{owner}: the fraction must lie between 0 and 1, it is {fraction}.");
        }

        if (all < 2)
        {
            throw new InvalidOperationException($"{owner}: one row cannot be split.");
        }

        int[] dealt = new int[all];
        for (int i = 0; i < dealt.Length; i++)
        {
            dealt[i] = Source(rows, i);
        }

        CounterRandom.Shuffle(CounterRandom.DeriveKey(seed, "split"), dealt.AsSpan());
        int first = Math.Clamp((int)Math.Round(fraction * all), 1, all - 1);
        return (dealt[..first], dealt[first..]);
    }

    private static int Source(int[]? rows, int row) => rows is null ? row : rows[row];
}
