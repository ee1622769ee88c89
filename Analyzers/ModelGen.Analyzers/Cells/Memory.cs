using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen.Analyzers.Cells;

/// <summary>What was written to one place of a region, or to a run of places that a loop variable goes through.</summary>
/// <param name="Path">The indices, with loop variables.</param>
/// <param name="Trips">How far each loop variable of the path goes from 0, where that is known.</param>
/// <param name="Content">The value, with the same loop variables.</param>
internal sealed record Entry(ImmutableArray<Polynomial> Path, ImmutableDictionary<string, Polynomial?> Trips, Value Content);

/// <summary>The numbers in all regions at one point of a method.</summary>
internal sealed class Memory
{
    /// <summary>More entries than this of one region would take long to search.</summary>
    private const int MostEntries = 200;

    private readonly ValueFactory _values;
    private ImmutableDictionary<Region, ImmutableList<Entry>> _entries = ImmutableDictionary<Region, ImmutableList<Entry>>.Empty;

    public Memory(ValueFactory values) => _values = values;

    public ImmutableDictionary<Region, ImmutableList<Entry>> Entries => _entries;

    public Memory Copy() => new(_values) { _entries = _entries };

    public void Restore(Memory other) => _entries = other._entries;

    public ImmutableList<Entry> Of(Region region) => _entries.TryGetValue(region, out ImmutableList<Entry>? entries) ? entries : ImmutableList<Entry>.Empty;

    public void Write(Region region, Entry entry)
    {
        ImmutableList<Entry> entries = Of(region).RemoveAll(e => SamePath(e.Path, entry.Path) && e.Trips.SequenceEqual(entry.Trips));
        if (entries.Count >= MostEntries)
        {
            throw new AnalysisLimitException();
        }

        _entries = _entries.SetItem(region, entries.Add(entry));
    }

    public void Set(Region region, ImmutableList<Entry> entries) => _entries = _entries.SetItem(region, entries);

    public void Forget(Region region) => _entries = _entries.Remove(region);

    /// <summary>What a place holds; <paramref name="initial"/> is what it held when the method began.</summary>
    public Value Read(Region region, ImmutableArray<Polynomial> path, IReadOnlyDictionary<string, Polynomial?> trips, Value initial)
    {
        var possible = new List<Value>();
        ImmutableList<Entry> entries = Of(region);
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            (Overlap overlap, Dictionary<string, Polynomial>? variables) = Overlaps.Of(entries[i], path, trips);
            if (overlap == Overlap.None)
            {
                continue;
            }

            Value content = variables is null
                ? _values.Unknown("?", new[] { entries[i].Content })
                : _values.Substitute(entries[i].Content, variables);
            possible.Add(content);
            if (overlap == Overlap.Whole)
            {
                return _values.Choice(possible.ToArray());
            }
        }

        // One writer that may not reach everywhere is taken to reach where it is read: a program does not read what nobody wrote.
        if (possible.Count == 0 || (possible.Count > 1 && region.Kind != RegionKind.Fresh))
        {
            possible.Add(initial);
        }

        return _values.Choice(possible.ToArray());
    }

    /// <summary>What holds after one of two paths that began with the same memory.</summary>
    public static Memory Merge(Memory before, Memory left, Memory right, System.Func<Memory, Region, Entry, Value> read)
    {
        if (ReferenceEquals(left._entries, right._entries))
        {
            return left;
        }

        Memory merged = before.Copy();
        foreach (Region region in left._entries.Keys.Concat(right._entries.Keys).Distinct().OrderBy(r => r.Key, System.StringComparer.Ordinal))
        {
            ImmutableList<Entry> fromLeft = left.Of(region);
            ImmutableList<Entry> fromRight = right.Of(region);
            if (ReferenceEquals(fromLeft, fromRight))
            {
                merged.Set(region, fromLeft);
                continue;
            }

            ImmutableList<Entry> original = before.Of(region);
            foreach (Entry entry in fromLeft.Concat(fromRight).Where(e => !original.Contains(e)))
            {
                Value a = read(left, region, entry);
                Value b = read(right, region, entry);
                merged.Write(region, entry with { Content = merged._values.Choice(a, b) });
            }
        }

        return merged;
    }

    private static bool SamePath(ImmutableArray<Polynomial> left, ImmutableArray<Polynomial> right)
        => left.Length == right.Length && left.SequenceEqual(right);
}
