using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen.Analyzers.Cells;

internal enum Overlap
{
    None,
    Perhaps,
    Whole,
}

/// <summary>
/// Whether what was written at one index is read at another. Fused buffers are the subject: a loop over <c>4·units</c> elements writes
/// what is then read at <c>2·units + j</c>.
/// </summary>
internal static class Overlaps
{
    /// <summary>Also gives the values of the entry's loop variables at the place read; null where that cannot be said.</summary>
    public static (Overlap Overlap, Dictionary<string, Polynomial>? Variables) Of(Entry entry, ImmutableArray<Polynomial> path, IReadOnlyDictionary<string, Polynomial?> trips)
    {
        if (entry.Path.Length != path.Length)
        {
            return (Overlap.Perhaps, null);
        }

        var result = Overlap.Whole;
        Dictionary<string, Polynomial>? variables = new();
        for (int i = 0; i < path.Length; i++)
        {
            Overlap one = OfIndex(entry.Path[i], entry.Trips, path[i], trips, ref variables);
            if (one == Overlap.None)
            {
                return (Overlap.None, null);
            }

            result = one == Overlap.Perhaps ? one : result;
        }

        return (result, variables);
    }

    private static Overlap OfIndex(
        Polynomial written,
        IReadOnlyDictionary<string, Polynomial?> writtenTrips,
        Polynomial read,
        IReadOnlyDictionary<string, Polynomial?> readTrips,
        ref Dictionary<string, Polynomial>? variables)
    {
        if (written.VariablesByMultiplier() is not { } ofWritten || read.VariablesByMultiplier() is not { } ofRead)
        {
            variables = written.Equals(read) ? variables : null;
            return written.Equals(read) ? Overlap.Whole : Overlap.Perhaps;
        }

        // Rows of a batch, lanes of a stride: the same multiplier on both sides.
        Polynomial rest = read;
        string? unit = null;
        foreach (KeyValuePair<string, string> variable in ofWritten)
        {
            if (variable.Key == "1*")
            {
                unit = variable.Value;
            }
            else if (ofRead.TryGetValue(variable.Key, out string? other))
            {
                variables?.Remove(variable.Value);
                variables?.Add(variable.Value, Polynomial.Variable(other));
                rest = rest.Without(other);
            }
            else if (ofWritten.Count == 1 && ofRead.Count == 0)
            {
                return OfStride(written, variable, read, ref variables);
            }
            else
            {
                variables = null;
                return Overlap.Perhaps;
            }
        }

        rest = rest.Minus(written.Invariant);
        Dictionary<string, string> left = rest.VariablesByMultiplier() ?? new Dictionary<string, string>();
        if (unit is null)
        {
            if (rest.Equals(Polynomial.Zero))
            {
                return Overlap.Whole;
            }

            if (left.Count == 0 && !rest.HasVariables && IsNotZero(rest))
            {
                return Overlap.None;
            }

            variables = left.Count == 0 ? null : variables;
            return Overlap.Perhaps;
        }

        variables?.Remove(unit);
        variables?.Add(unit, rest);
        Polynomial low = rest.Invariant;
        writtenTrips.TryGetValue(unit, out Polynomial? writtenTrip);
        Polynomial? readTrip = left.Count == 0 ? Polynomial.One
            : left.Count == 1 && left.TryGetValue("1*", out string? variableOfRead) && readTrips.TryGetValue(variableOfRead, out Polynomial? trip) ? trip
            : null;
        bool isExact = low.Equals(Polynomial.Zero) && left.Count == 1 && left.ContainsKey("1*");
        if (readTrip is not null && IsNegativeOrZero(low.Plus(readTrip)))
        {
            return Overlap.None;
        }

        if (writtenTrip is null)
        {
            return isExact ? Overlap.Whole : Overlap.Perhaps;
        }

        if (low.Minus(writtenTrip).IsNonNegative)
        {
            return Overlap.None;
        }

        if (isExact)
        {
            return readTrip is null || !IsPositive(readTrip.Minus(writtenTrip)) ? Overlap.Whole : Overlap.Perhaps;
        }

        return readTrip is not null && low.IsNonNegative && writtenTrip.Minus(low).Minus(readTrip).IsNonNegative ? Overlap.Whole : Overlap.Perhaps;
    }

    /// <summary>Written at every fourth index, say, and read at one.</summary>
    private static Overlap OfStride(Polynomial written, KeyValuePair<string, string> variable, Polynomial read, ref Dictionary<string, Polynomial>? variables)
    {
        string[] multiplier = variable.Key.Split('*');
        Polynomial difference = read.Minus(written.Invariant);
        if (multiplier.Length == 2 && multiplier[1].Length == 0 && long.TryParse(multiplier[0], out long stride) && stride > 1 && difference.Constant is { } value)
        {
            if (value % stride != 0)
            {
                return Overlap.None;
            }

            variables?.Remove(variable.Value);
            variables?.Add(variable.Value, Polynomial.Of(value / stride));
            return Overlap.Whole;
        }

        variables = null;
        return Overlap.Perhaps;
    }

    private static bool IsNegativeOrZero(Polynomial value) => Polynomial.Zero.Minus(value).IsNonNegative;

    private static bool IsPositive(Polynomial value) => value.IsNonNegative && !value.Equals(Polynomial.Zero);

    private static bool IsNotZero(Polynomial value) => !value.Equals(Polynomial.Zero) && (value.IsNonNegative || IsNegativeOrZero(value));
}
