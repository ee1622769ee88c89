using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Rows to train on or to evaluate with: sequences of features or ids, each with a length, a target and a weight. The
/// arrays are checked once and then referred to, not copied; <see cref="Slice"/>, <see cref="Select"/> and
/// <see cref="Split"/> are views of the same arrays.
/// </summary>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public sealed partial class SequenceDataset<TInput> : SequenceSource<TInput>
    where TInput : unmanaged
{
    private const string Owner = nameof(SequenceDataset<>);

    private readonly ReadOnlyMemory<TInput> _inputs;
    private readonly ReadOnlyMemory<int> _lengths;
    private readonly ReadOnlyMemory<int> _classIds;
    private readonly ReadOnlyMemory<float> _targets;
    private readonly ReadOnlyMemory<float> _sampleWeights;
    private readonly bool _hasOwnTimesteps;
    private readonly LabelSequences _labels;
    private readonly int[]? _rows;

    /// <summary>Sequences with a class id per row, or per timestep.</summary>
    /// <param name="inputs">Features <c>[count, timesteps, Features]</c> or ids <c>[count, timesteps]</c>, row after row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="timesteps">Timesteps of each row in the array, padding included.</param>
    /// <param name="classIds"><c>[count]</c>, or <c>[count, timesteps]</c> for a model that returns sequences; with <paramref name="targetTimesteps"/> <c>[count, targetTimesteps]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to <paramref name="timesteps"/>: <c>[count]</c>; empty if every row is full. Nothing beyond them is read.</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[count]</c>, or of each timestep for a model that returns sequences: <c>[count, timesteps]</c> or <c>[count, targetTimesteps]</c>; empty for 1.</param>
    /// <param name="targetTimesteps">Timesteps of each row's targets where they are not those of its inputs, n after RepeatVector(n): all are read, whatever the row's length. 0 for <paramref name="timesteps"/>.</param>
    /// <exception cref="ArgumentException">An array's length does not fit, or a value is not valid; the message names the row.</exception>
    public SequenceDataset(
        ReadOnlyMemory<TInput> inputs,
        int count,
        int timesteps,
        ReadOnlyMemory<int> classIds,
        ReadOnlyMemory<int> lengths = default,
        ReadOnlyMemory<float> sampleWeights = default,
        int targetTimesteps = 0)
        : this(inputs, count, timesteps, lengths, sampleWeights, targetTimesteps)
    {
        long elements = (long)count * TargetTimesteps;
        if (classIds.Length != elements && (classIds.Length != count || targetTimesteps > 0))
        {
            throw new ArgumentException(
                $"{Owner}: classIds has {classIds.Length} entries; expected {(targetTimesteps > 0 ? $"count·targetTimesteps = {count}·{targetTimesteps} = {elements}" : $"{count} (one per row) or {elements} (one per timestep)")}.",
                nameof(classIds));
        }

        _classIds = classIds;
        HasClassIds = true;
        TargetsPerTimestep = classIds.Length != count || targetTimesteps > 0;
        TargetWidth = 1;
    }

    /// <summary>Sequences with target values per row, or per timestep.</summary>
    /// <param name="inputs">Features <c>[count, timesteps, Features]</c> or ids <c>[count, timesteps]</c>, row after row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="timesteps">Timesteps of each row in the array, padding included.</param>
    /// <param name="targets"><c>[count, Outputs]</c>, or <c>[count, timesteps, Outputs]</c> with <paramref name="targetsPerTimestep"/> (<c>[count, targetTimesteps, Outputs]</c> where that is given).</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to <paramref name="timesteps"/>: <c>[count]</c>; empty if every row is full. Nothing beyond them is read.</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[count]</c>, or of each timestep for a model that returns sequences: <c>[count, timesteps]</c> or <c>[count, targetTimesteps]</c>; empty for 1.</param>
    /// <param name="targetsPerTimestep">Every timestep has targets of its own, for a model that returns sequences.</param>
    /// <param name="targetTimesteps">Timesteps of each row's targets where they are not those of its inputs, n after RepeatVector(n): all are read, whatever the row's length. 0 for <paramref name="timesteps"/>.</param>
    /// <exception cref="ArgumentException">An array's length does not fit, or a value is not valid; the message names the row.</exception>
    public SequenceDataset(
        ReadOnlyMemory<TInput> inputs,
        int count,
        int timesteps,
        ReadOnlyMemory<float> targets,
        ReadOnlyMemory<int> lengths = default,
        ReadOnlyMemory<float> sampleWeights = default,
        bool targetsPerTimestep = false,
        int targetTimesteps = 0)
        : this(inputs, count, timesteps, lengths, sampleWeights, targetTimesteps)
    {
        if (targetTimesteps > 0 && !targetsPerTimestep)
        {
            throw new ArgumentException($"{Owner}: targetTimesteps is {targetTimesteps}, but targets are one per row; set targetsPerTimestep.", nameof(targetTimesteps));
        }

        long elements = targetsPerTimestep ? (long)count * TargetTimesteps : count;
        if (targets.Length == 0 || targets.Length % elements != 0)
        {
            throw new ArgumentException(
                $"{Owner}: targets has {targets.Length} entries; expected a multiple of {elements}, the number of {(targetsPerTimestep ? "timesteps" : "rows")}.",
                nameof(targets));
        }

        _targets = targets;
        TargetsPerTimestep = targetsPerTimestep;
        TargetWidth = (int)(targets.Length / elements);
        for (int row = 0; row < count; row++)
        {
            // A row without a timestep is not in the loss. Fit, which knows the model, checks again.
            int steps = targetTimesteps > 0 ? targetTimesteps : targetsPerTimestep ? LengthOf(row) : Math.Min(LengthOf(row), 1);
            for (int timestep = 0; timestep < steps; timestep++)
            {
                // Id 0 may be masked, and a masked timestep's target is never read. Fit, which knows, checks again.
                if (targetsPerTimestep && targetTimesteps == 0 && typeof(TInput) == typeof(int) && MemoryMarshal.Cast<TInput, int>(Inputs(row))[timestep] == 0)
                {
                    continue;
                }

                RowChecks.Targets(
                    Owner,
                    nameof(targets),
                    row,
                    targetsPerTimestep ? timestep : -1,
                    Targets(row).Slice(timestep * TargetWidth, TargetWidth),
                    probabilities: false);
            }
        }
    }

    /// <summary>Sequences with labels in order, which do not say at which timesteps they are: for <see cref="LossKind.Ctc"/>.</summary>
    /// <param name="inputs">Features <c>[count, timesteps, Features]</c> or ids <c>[count, timesteps]</c>, row after row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="timesteps">Timesteps of each row in the array, padding included.</param>
    /// <param name="labels">The labels of each row.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to <paramref name="timesteps"/>: <c>[count]</c>; empty if every row is full. Nothing beyond them is read.</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[count]</c>; empty for 1.</param>
    /// <exception cref="ArgumentException">An array's length does not fit, or a value is not valid; the message names the row.</exception>
    public SequenceDataset(
        ReadOnlyMemory<TInput> inputs,
        int count,
        int timesteps,
        LabelSequences labels,
        ReadOnlyMemory<int> lengths = default,
        ReadOnlyMemory<float> sampleWeights = default)
        : this(inputs, count, timesteps, lengths, sampleWeights, targetTimesteps: 0)
    {
        if (labels.Count != count)
        {
            throw new ArgumentException($"{Owner}: labels has {labels.Count} rows; expected {count}.", nameof(labels));
        }

        if (HasTimestepWeights)
        {
            throw new ArgumentException($"{Owner}: sampleWeights has {sampleWeights.Length} entries; rows of labels have {count}, one per row, or none.", nameof(sampleWeights));
        }

        _labels = labels;
        HasLabels = true;
    }

    private SequenceDataset(
        ReadOnlyMemory<TInput> inputs,
        int count,
        int timesteps,
        ReadOnlyMemory<int> lengths,
        ReadOnlyMemory<float> sampleWeights,
        int targetTimesteps)
    {
        RequireInputs(Owner);
        RequirePositive(count, nameof(count));
        RequirePositive(timesteps, nameof(timesteps));
        ArgumentOutOfRangeException.ThrowIfNegative(targetTimesteps);
        long perFeature = (long)count * timesteps;
        if (inputs.Length == 0 || inputs.Length % perFeature != 0)
        {
            throw new ArgumentException(
                $"{Owner}: inputs has {inputs.Length} entries; expected a multiple of count·timesteps = {count}·{timesteps} = {perFeature}.", nameof(inputs));
        }

        RequireCount(lengths.Length, count, nameof(lengths));
        TargetTimesteps = targetTimesteps > 0 ? targetTimesteps : timesteps;
        _hasOwnTimesteps = targetTimesteps > 0;
        HasTimestepWeights = TargetTimesteps > 1 && sampleWeights.Length == (long)count * TargetTimesteps;
        if (!HasTimestepWeights && sampleWeights.Length != 0 && sampleWeights.Length != count)
        {
            throw new ArgumentException(
                $"{Owner}: sampleWeights has {sampleWeights.Length} entries; expected {count}, one per row, {(long)count * TargetTimesteps}, one per timestep, or none.", nameof(sampleWeights));
        }

        _inputs = inputs;
        _lengths = lengths;
        _sampleWeights = sampleWeights;
        Count = count;
        Timesteps = timesteps;
        Features = (int)(inputs.Length / perFeature);
        for (int row = 0; row < count; row++)
        {
            int length = LengthOf(row);
            RowChecks.Length(Owner, nameof(lengths), row, length, timesteps);
            RowChecks.Weight(Owner, nameof(sampleWeights), row, SampleWeight(row));
            CheckTimestepWeights(row, length);
            RowChecks.Features(Owner, nameof(inputs), row, Inputs(row)[..(length * Features)], Features);
        }
    }

    /// <summary>The rows of a source, in arrays that change; they are checked when they come.</summary>
    internal SequenceDataset(
        SequenceFormat format,
        int count,
        ReadOnlyMemory<TInput> inputs,
        ReadOnlyMemory<int> lengths,
        ReadOnlyMemory<int> classIds,
        ReadOnlyMemory<float> targets,
        LabelSequences labels,
        ReadOnlyMemory<float> sampleWeights)
    {
        _inputs = inputs;
        _lengths = lengths;
        _classIds = classIds;
        _targets = targets;
        _labels = labels;
        _sampleWeights = sampleWeights;
        Count = count;
        Timesteps = format.Timesteps;
        TargetTimesteps = format.TargetTimesteps > 0 ? format.TargetTimesteps : format.Timesteps;
        _hasOwnTimesteps = format.TargetTimesteps > 0;
        Features = format.Features;
        HasClassIds = format.Targets == TargetKind.ClassIds;
        HasLabels = format.Targets == TargetKind.Labels;
        HasTimestepWeights = format.SampleWeights == SampleWeightKind.Timesteps;
        TargetsPerTimestep = format.TargetsPerTimestep;
        TargetWidth = HasLabels ? 0 : format.TargetWidth;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Timesteps of each row in the array, padding included.</summary>
    public int Timesteps { get; }

    /// <summary>Timesteps of each row's targets, where <see cref="TargetsPerTimestep"/>.</summary>
    public int TargetTimesteps { get; }

    /// <summary>Features per timestep; 1 for ids.</summary>
    public int Features { get; }

    /// <summary>Targets are class ids rather than values.</summary>
    public bool HasClassIds { get; }

    /// <summary>Targets are sequences of labels.</summary>
    public bool HasLabels { get; }

    /// <summary>Every timestep has a target, rather than every row.</summary>
    public bool TargetsPerTimestep { get; }

    /// <summary>Every timestep has a weight, rather than every row.</summary>
    public bool HasTimestepWeights { get; }

    /// <summary>Target values per row or timestep; 1 for class ids, 0 for labels.</summary>
    public int TargetWidth { get; }

    /// <inheritdoc/>
    public override int? RowCount => Count;

    /// <inheritdoc/>
    public override SequenceFormat Format => new()
    {
        Timesteps = Timesteps,
        Features = Features,
        Targets = HasLabels ? TargetKind.Labels : HasClassIds ? TargetKind.ClassIds : TargetKind.Values,
        TargetWidth = HasLabels ? 1 : TargetWidth,
        TargetsPerTimestep = TargetsPerTimestep,
        TargetTimesteps = _hasOwnTimesteps ? TargetTimesteps : 0,
        LabelRoom = HasLabels ? LabelRoom : 0,
        SampleWeights = HasTimestepWeights ? SampleWeightKind.Timesteps : _sampleWeights.IsEmpty ? SampleWeightKind.None : SampleWeightKind.Rows,
    };

    /// <summary>A row's inputs <c>[Timesteps, Features]</c>, padding included.</summary>
    public ReadOnlySpan<TInput> Inputs(int row)
    {
        int stride = Timesteps * Features;
        return _inputs.Span.Slice(Source(row) * stride, stride);
    }

    /// <summary>A row's valid timesteps.</summary>
    public int LengthOf(int row)
    {
        int source = Source(row);
        return _lengths.IsEmpty ? Timesteps : _lengths.Span[source];
    }

    /// <summary>A row's class id, or class ids <c>[TargetTimesteps]</c>; empty if the targets are values.</summary>
    public ReadOnlySpan<int> ClassIds(int row)
    {
        int stride = TargetsPerTimestep ? TargetTimesteps : 1;
        int source = Source(row);
        return HasClassIds ? _classIds.Span.Slice(source * stride, stride) : default;
    }

    /// <summary>A row's labels; empty if the targets are others.</summary>
    public ReadOnlySpan<int> Labels(int row)
    {
        int source = Source(row);
        return HasLabels ? _labels.Row(source) : default;
    }

    /// <summary>A row's class ids or labels.</summary>
    internal ReadOnlySpan<int> TargetIds(int row) => HasLabels ? Labels(row) : ClassIds(row);

    /// <summary>The most labels that a row has room for.</summary>
    internal int LabelRoom => _labels.Room;

    /// <summary>A row's target values <c>[TargetWidth]</c> or <c>[TargetTimesteps, TargetWidth]</c>; empty if the targets are class ids.</summary>
    public ReadOnlySpan<float> Targets(int row)
    {
        int stride = (TargetsPerTimestep ? TargetTimesteps : 1) * TargetWidth;
        int source = Source(row);
        return HasClassIds ? default : _targets.Span.Slice(source * stride, stride);
    }

    /// <summary>A row's weight in the loss; 1 where its timesteps have weights of their own.</summary>
    public float SampleWeight(int row)
    {
        int source = Source(row);
        return _sampleWeights.IsEmpty || HasTimestepWeights ? 1f : _sampleWeights.Span[source];
    }

    /// <summary>The weights of a row's timesteps <c>[Timesteps]</c>; empty where they have none of their own.</summary>
    public ReadOnlySpan<float> TimestepWeights(int row)
    {
        int source = Source(row);
        return HasTimestepWeights ? _sampleWeights.Span.Slice(source * TargetTimesteps, TargetTimesteps) : default;
    }

    private int Source(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{Owner}: row {row}; the data set has the rows 0 to {Count - 1}.");
        }

        return _rows is null ? row : _rows[row];
    }

    private void CheckTimestepWeights(int row, int length)
    {
        int timesteps = _hasOwnTimesteps ? TargetTimesteps : length;
        for (int timestep = 0; HasTimestepWeights && timestep < timesteps; timestep++)
        {
            // Id 0 may be masked, and a masked timestep's weight is never read. Fit, which knows, checks again.
            if (_hasOwnTimesteps || typeof(TInput) != typeof(int) || MemoryMarshal.Cast<TInput, int>(Inputs(row))[timestep] != 0)
            {
                RowChecks.Weight(Owner, "sampleWeights", row, TimestepWeights(row)[timestep], timestep);
            }
        }
    }

    private static void RequirePositive(int value, string parameter)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{Owner}: {parameter} must be at least 1, it is {value}.");
        }
    }

    private static void RequireCount(int actual, int count, string parameter)
    {
        if (actual != 0 && actual != count)
        {
            throw new ArgumentException($"{Owner}: {parameter} has {actual} entries; expected {count}, one per row, or none.", parameter);
        }
    }
}
