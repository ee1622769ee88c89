using System;
using System.Collections.Generic;
using System.Globalization;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Named values of a checkpoint. <c>Sync</c> writes a value where a checkpoint is made, and returns the one that was written where it is read, so
/// that one method serves both.
/// </summary>
public sealed class CheckpointState
{
    private readonly Dictionary<string, Array> _entries;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private string _prefix = string.Empty;

    internal CheckpointState()
        : this(new Dictionary<string, Array>(StringComparer.Ordinal), null)
    {
    }

    internal CheckpointState(Dictionary<string, Array> entries, string? source)
    {
        _entries = entries;
        Source = source ?? "checkpoint";
        IsLoading = IsFile = source is not null;
    }

    /// <summary>Values are taken from the checkpoint, rather than written to it.</summary>
    public bool IsLoading { get; internal set; }

    /// <summary>It was read from a file, rather than made in memory.</summary>
    internal bool IsFile { get; }

    /// <summary>What messages call the file.</summary>
    internal string Source { get; }

    internal IReadOnlyDictionary<string, Array> Entries => _entries;

    /// <summary>A number.</summary>
    /// <param name="name">Its name, unique among the caller's.</param>
    /// <param name="value">Its present value.</param>
    /// <returns>The number of the checkpoint while loading, else <paramref name="value"/>.</returns>
    /// <exception cref="CheckpointException">The checkpoint has no such number.</exception>
    public double Sync(string name, double value)
    {
        if (IsLoading)
        {
            return Read<double>(name, 1)[0];
        }

        Write(name, new[] { value });
        return value;
    }

    /// <summary>An integer.</summary>
    /// <param name="name">Its name, unique among the caller's.</param>
    /// <param name="value">Its present value.</param>
    /// <param name="least">The least value that makes sense.</param>
    /// <param name="greatest">The greatest.</param>
    /// <returns>The integer of the checkpoint while loading, else <paramref name="value"/>.</returns>
    /// <exception cref="CheckpointException">The checkpoint has no such integer, or it is out of range.</exception>
    public long Sync(string name, long value, long least = long.MinValue, long greatest = long.MaxValue)
    {
        if (!IsLoading)
        {
            Write(name, new[] { value });
            return value;
        }

        long read = Read<long>(name, 1)[0];
        return read >= least && read <= greatest
            ? read
            : throw new CheckpointException(string.Create(CultureInfo.InvariantCulture, $"{Source}: {_prefix}{name} is {read}; it lies between {least} and {greatest}."));
    }

    /// <summary>Floats, all of them finite.</summary>
    /// <param name="name">Their name, unique among the caller's.</param>
    /// <param name="values">Read while writing a checkpoint, else overwritten.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such values, or another number of them, or one is not finite.</exception>
    public void Sync(string name, Span<float> values)
    {
        if (!IsLoading)
        {
            Write(name, values.ToArray());
            return;
        }

        float[] read = Read<float>(name, values.Length);
        int bad = FiniteCheck.IndexOfNonFinite(read);
        if (bad >= 0)
        {
            throw new CheckpointException(string.Create(CultureInfo.InvariantCulture, $"{Source}: {_prefix}{name}, element {bad} is {read[bad]}; a checkpoint holds finite numbers."));
        }

        read.CopyTo(values);
    }

    /// <summary>The values of a model's weights.</summary>
    /// <param name="name">Their name, unique among the caller's.</param>
    /// <param name="weights">Read while writing a checkpoint, else overwritten.</param>
    /// <exception cref="CheckpointException">The checkpoint has no such weights, or those of another model.</exception>
    public void Sync(string name, ModelWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Sync(name, weights.PackedLayout, weights.Packed.Span);
        if (!IsLoading)
        {
            return;
        }

        weights.Changed();
        foreach (TensorLayout tensor in weights.PackedLayout.Tensors)
        {
            if (tensor.IsVariance && Array.Exists(weights.ToArray(tensor.Name), value => value < 0f))
            {
                throw new CheckpointException($"{Source}: {_prefix}{name}/{tensor.Name} is negative somewhere; a variance is not.");
            }
        }
    }

    /// <summary>A value for each weight, in the packed layout: stored by tensor, so that a file does not depend on the packing.</summary>
    internal void Sync(string name, WeightLayout layout, Span<float> packed)
    {
        foreach (TensorLayout tensor in layout.Tensors)
        {
            float[] values = new float[WeightPacking.Length(tensor)];
            WeightPacking.Unpack(tensor, packed, values);
            Sync($"{name}/{tensor.Name}", values.AsSpan());
            if (IsLoading)
            {
                WeightPacking.Pack(tensor, values, packed);
            }
        }
    }

    /// <summary>Doubles in any number.</summary>
    internal double[] Sync(string name, double[] values)
    {
        if (IsLoading)
        {
            return Read<double>(name, null);
        }

        Write(name, (double[])values.Clone());
        return values;
    }

    /// <summary>A text.</summary>
    internal string Sync(string name, string text)
    {
        if (IsLoading)
        {
            return new string(Read<char>(name, null));
        }

        Write(name, text.ToCharArray());
        return text;
    }

    /// <summary>A text that has to be the same in both: <paramref name="what"/> says of what, for a message.</summary>
    internal void Require(string name, string expected, string what)
    {
        string actual = Sync(name, expected);
        if (actual != expected)
        {
            throw new CheckpointException($"{Source}: it is a checkpoint of {what} '{actual}', not '{expected}'.");
        }
    }

    /// <summary>The names that follow are within a part of the checkpoint.</summary>
    internal Part Within(string name)
    {
        string before = _prefix;
        _prefix += $"{name}/";
        return new Part(this, before);
    }

    /// <summary>Whether anything was written under a prefix.</summary>
    internal bool HasPart(string name)
    {
        foreach (string entry in _entries.Keys)
        {
            if (entry.StartsWith($"{_prefix}{name}/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Everything under a prefix was read.</summary>
    /// <exception cref="CheckpointException">Something was not.</exception>
    internal void RequireAllRead(string prefix, string? except = null)
    {
        foreach (string entry in _entries.Keys)
        {
            if (entry.StartsWith(prefix, StringComparison.Ordinal) && !_read.Contains(entry) && !(except is not null && entry.StartsWith(except, StringComparison.Ordinal)))
            {
                throw new CheckpointException($"{Source}: it holds {entry}, which nothing here knows.");
            }
        }
    }

    private void Write(string name, Array values)
    {
        if (!_entries.TryAdd(_prefix + name, values))
        {
            throw new InvalidOperationException($"{_prefix}{name} is in the checkpoint already; names have to differ.");
        }
    }

    private T[] Read<T>(string name, int? length)
    {
        string full = _prefix + name;
        if (!_entries.TryGetValue(full, out Array? values))
        {
            throw new CheckpointException($"{Source}: {full} is missing.");
        }

        if (values is not T[] typed)
        {
            throw new CheckpointException($"{Source}: {full} holds {values.GetType().GetElementType()!.Name} values; expected {typeof(T).Name}.");
        }

        if (length is { } expected && typed.Length != expected)
        {
            throw new CheckpointException($"{Source}: {full} has {typed.Length} values; expected {expected}.");
        }

        _read.Add(full);
        return typed;
    }

    /// <summary>Ends a part of the names.</summary>
    internal readonly struct Part(CheckpointState state, string before) : IDisposable
    {
        public void Dispose() => state._prefix = before;
    }
}
