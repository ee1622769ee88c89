using System;
using System.Collections.Generic;

namespace ModelGen;

public static partial class Sequence
{
    /// <summary>
    /// Ragged sequences in one array, Keras' <c>pad_sequences</c>. Keras pads at the front by default; models and data sets
    /// of this library take lengths, which describe sequences with padding at the end (<see cref="PadSide.Post"/>).
    /// </summary>
    /// <param name="sequences">Sequences <c>[length, features]</c>; they may be empty.</param>
    /// <param name="padding">Where padding goes.</param>
    /// <param name="timesteps">Timesteps of each row of the result (<c>maxlen</c>); left out, those of the longest sequence.</param>
    /// <param name="truncating">Which end of a sequence with more timesteps is cut off. Keras' default is the front.</param>
    /// <param name="value">What padding consists of.</param>
    /// <param name="features">Elements per timestep; 1 for ids.</param>
    /// <returns>The rows with their lengths.</returns>
    /// <exception cref="ArgumentException">A sequence is null or not a whole number of timesteps, a number is out of range, or the rows do not fit an array.</exception>
    public static PaddedSequences<T> Pad<T>(
        IReadOnlyList<T[]> sequences,
        PadSide padding,
        int? timesteps = null,
        PadSide truncating = PadSide.Pre,
        T value = default!,
        int features = 1)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        SequenceChecks.AtLeast(nameof(features), features, 1);
        int width = timesteps ?? 0;
        SequenceChecks.AtLeast(nameof(timesteps), width, 0);
        for (int row = 0; row < sequences.Count; row++)
        {
            if (sequences[row] is not { } sequence)
            {
                throw new ArgumentException($"Sequence: sequences[{row}] is null; a sequence without timesteps is an empty array.", nameof(sequences));
            }

            RequireTimesteps(nameof(sequences), $"sequences[{row}]", sequence.Length, features);
            width = timesteps ?? Math.Max(width, sequence.Length / features);
        }

        var values = new T[SequenceChecks.ArrayLength(nameof(timesteps), sequences.Count, width, features)];
        int[] lengths = new int[sequences.Count];
        for (int row = 0; row < lengths.Length; row++)
        {
            lengths[row] = Pad(sequences[row], values.AsSpan(row * width * features, width * features), padding, truncating, value, features);
        }

        return new PaddedSequences<T>(values, lengths, width, features);
    }

    /// <summary>Pads or cuts one sequence to the length of <paramref name="row"/>; allocates nothing.</summary>
    /// <param name="sequence"><c>[length, features]</c>.</param>
    /// <param name="row">Receives <c>[timesteps, features]</c>.</param>
    /// <param name="padding">Where padding goes.</param>
    /// <param name="truncating">Which end of a sequence with more timesteps is cut off.</param>
    /// <param name="value">What padding consists of.</param>
    /// <param name="features">Elements per timestep; 1 for ids.</param>
    /// <returns>Timesteps of the row that are not padding.</returns>
    /// <exception cref="ArgumentException">A span is not a whole number of timesteps, or they overlap.</exception>
    public static int Pad<T>(
        ReadOnlySpan<T> sequence,
        Span<T> row,
        PadSide padding,
        PadSide truncating = PadSide.Pre,
        T value = default!,
        int features = 1)
    {
        SequenceChecks.AtLeast(nameof(features), features, 1);
        RequireTimesteps(nameof(sequence), nameof(sequence), sequence.Length, features);
        RequireTimesteps(nameof(row), nameof(row), row.Length, features);
        RequireSide(nameof(padding), padding);
        RequireSide(nameof(truncating), truncating);
        SequenceChecks.Disjoint(sequence, row, nameof(row));
        if (sequence.Length > row.Length)
        {
            sequence = truncating == PadSide.Pre ? sequence[^row.Length..] : sequence[..row.Length];
        }

        int first = padding == PadSide.Pre ? row.Length - sequence.Length : 0;
        row[..first].Fill(value);
        sequence.CopyTo(row[first..]);
        row[(first + sequence.Length)..].Fill(value);
        return sequence.Length / features;
    }

    /// <summary>
    /// Sorts rows by length into buckets, TensorFlow's <c>bucket_by_sequence_length</c>, so that little is padded: rows with
    /// length &lt; <c>boundaries[0]</c>, then <c>boundaries[0]</c> ≤ length &lt; <c>boundaries[1]</c>, and so on; the last bucket has no upper bound.
    /// </summary>
    /// <param name="lengths">Length of each row.</param>
    /// <param name="boundaries">Ascending lengths; none is one bucket of all rows.</param>
    /// <returns>The buckets that have rows, in ascending order of length.</returns>
    /// <exception cref="ArgumentException">A length is negative, or the boundaries are not positive and ascending.</exception>
    public static SequenceBucket[] Bucket(ReadOnlySpan<int> lengths, ReadOnlySpan<int> boundaries)
    {
        for (int i = 0; i < boundaries.Length; i++)
        {
            int least = i == 0 ? 1 : boundaries[i - 1] + 1;
            if (boundaries[i] < least)
            {
                throw new ArgumentException($"Sequence: boundaries[{i}] is {boundaries[i]}; boundaries ascend, so it must be at least {least}.", nameof(boundaries));
            }
        }

        var rows = new List<int>[boundaries.Length + 1];
        int[] longest = new int[rows.Length];
        for (int row = 0; row < lengths.Length; row++)
        {
            if (lengths[row] < 0)
            {
                throw new ArgumentException($"Sequence: row {row} has length {lengths[row]}; a length is at least 0.", nameof(lengths));
            }

            // The number of boundaries that are not above the length.
            int found = boundaries.BinarySearch(lengths[row]);
            int bucket = found < 0 ? ~found : found + 1;
            (rows[bucket] ??= new List<int>()).Add(row);
            longest[bucket] = Math.Max(longest[bucket], lengths[row]);
        }

        var buckets = new List<SequenceBucket>();
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } members)
            {
                buckets.Add(new SequenceBucket(i == 0 ? 0 : boundaries[i - 1], longest[i], members.ToArray()));
            }
        }

        return buckets.ToArray();
    }

    private static void RequireTimesteps(string parameter, string what, int length, int features)
    {
        if (length % features != 0)
        {
            throw new ArgumentException($"Sequence: {what} has {length} elements; expected a multiple of features = {features}.", parameter);
        }
    }

    private static void RequireSide(string parameter, PadSide side)
    {
        if (side is not (PadSide.Pre or PadSide.Post))
        {
            throw new ArgumentOutOfRangeException(parameter, side, $"Sequence: {parameter} is Pre or Post, not {side}.");
        }
    }
}
