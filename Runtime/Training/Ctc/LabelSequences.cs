using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>
/// Sequences of labels, one for each row, that say what a row contains but not at which timesteps: the targets of <see cref="LossKind.Ctc"/>. The arrays
/// are referred to, not copied.
/// </summary>
public readonly struct LabelSequences
{
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<int> _lengths;

    /// <summary>Sequences in an array with as much room for each.</summary>
    /// <param name="labels">Class ids <c>[rows, room]</c>, row after row; what lies beyond a row's labels is not read. Empty where no row has a label.</param>
    /// <param name="lengths">Labels of each row, 0 to room: <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">There is no row, the rows have not the same room, or a length is more than it.</exception>
    public LabelSequences(ReadOnlyMemory<int> labels, ReadOnlyMemory<int> lengths)
    {
        if (lengths.IsEmpty || labels.Length % lengths.Length != 0)
        {
            throw new ArgumentException(
                $"{nameof(LabelSequences)}: labels has {labels.Length} entries for {lengths.Length} rows; expected a multiple of the number of rows, and at least one row.", nameof(labels));
        }

        Room = labels.Length / lengths.Length;
        for (int row = 0; row < lengths.Length; row++)
        {
            RequireLength(row, lengths.Span[row], Room);
        }

        _labels = labels;
        _lengths = lengths;
    }

    /// <summary>Number of rows.</summary>
    public int Count => _lengths.Length;

    /// <summary>The most labels that a row has room for.</summary>
    public int Room { get; }

    /// <summary>Copies sequences of any lengths into one array.</summary>
    /// <param name="rows">The labels of each row.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static LabelSequences FromRows(IReadOnlyList<int[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int room = 0;
        foreach (int[] row in rows)
        {
            ArgumentNullException.ThrowIfNull(row, nameof(rows));
            room = Math.Max(room, row.Length);
        }

        int[] labels = new int[checked(rows.Count * room)];
        int[] lengths = new int[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            rows[row].CopyTo(labels, row * room);
            lengths[row] = rows[row].Length;
        }

        return new LabelSequences(labels, lengths);
    }

    /// <summary>Copies sequences that follow each other without padding, as PyTorch's <c>CTCLoss</c> takes them too.</summary>
    /// <param name="labels">The labels of all rows, one row after the other: as many as <paramref name="lengths"/> sum up to.</param>
    /// <param name="lengths">Labels of each row: <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">There is no row, a length is negative, or they do not sum up to the number of labels.</exception>
    public static LabelSequences FromConcatenated(ReadOnlySpan<int> labels, ReadOnlySpan<int> lengths)
    {
        int room = 0;
        long total = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            RequireLength(row, lengths[row], int.MaxValue);
            room = Math.Max(room, lengths[row]);
            total += lengths[row];
        }

        if (total != labels.Length)
        {
            throw new ArgumentException($"{nameof(LabelSequences)}: labels has {labels.Length} entries; the lengths of the {lengths.Length} rows sum up to {total}.", nameof(labels));
        }

        int[] padded = new int[checked(lengths.Length * room)];
        int start = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            labels.Slice(start, lengths[row]).CopyTo(padded.AsSpan(row * room));
            start += lengths[row];
        }

        return new LabelSequences(padded, lengths.ToArray());
    }

    /// <summary>The labels of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">Its length has been changed since to more than its room.</exception>
    public ReadOnlySpan<int> Row(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{nameof(LabelSequences)}: row {row}; there are {Count} rows.");
        }

        int length = _lengths.Span[row];
        RequireLength(row, length, Room);
        return _labels.Span.Slice(row * Room, length);
    }

    private static void RequireLength(int row, int length, int room)
    {
        if ((uint)length > (uint)room)
        {
            throw new ArgumentException(room == int.MaxValue ? $"{nameof(LabelSequences)}: row {row} has {length} labels; expected 0 or more." : $"{nameof(LabelSequences)}: row {row} has {length} labels; there is room for 0 to {room}.", "lengths");
        }
    }
}
