using System;

namespace ModelGen.CompilerServices;

/// <summary>Checks a row's values against the model.</summary>
/// <param name="data">The rows.</param>
/// <param name="row">The row's place among them.</param>
/// <param name="number">What messages call it.</param>
internal delegate void RowCheck<TInput>(SequenceDataset<TInput> data, int row, long number)
    where TInput : unmanaged;

/// <summary>Room for some rows of a source, and those rows as a data set.</summary>
internal sealed class RowBlock<TInput>
    where TInput : unmanaged
{
    private readonly SequenceFormat _format;
    private readonly TInput[] _inputs;
    private readonly int[] _lengths;
    private readonly int[] _classIds = [];
    private readonly float[] _targets = [];
    private readonly int[] _labels = [];
    private readonly int[] _labelLengths = [];
    private readonly float[] _weights;
    private readonly int _inputStride;
    private readonly int _targetStride;
    private readonly int _weightStride;

    public RowBlock(SequenceFormat format, int capacity)
    {
        _format = format;
        _inputStride = checked(format.Timesteps * format.Features);
        _targetStride = format.Targets == TargetKind.Labels ? format.LabelRoom : format.TargetsOf(format.Timesteps);
        _weightStride = format.WeightsOf(format.Timesteps);
        _inputs = new TInput[checked(capacity * _inputStride)];
        _lengths = new int[capacity];
        _weights = new float[checked(capacity * _weightStride)];
        Numbers = new long[capacity];
        LabelSequences labels = default;
        switch (format.Targets)
        {
            case TargetKind.Values:
                _targets = new float[checked(capacity * _targetStride)];
                break;
            case TargetKind.Labels:
                _labels = new int[checked(capacity * _targetStride)];
                _labelLengths = new int[capacity];
                labels = new LabelSequences(_labels, _labelLengths);
                break;
            default:
                _classIds = new int[checked(capacity * _targetStride)];
                break;
        }

        Rows = new SequenceDataset<TInput>(format, capacity, _inputs, _lengths, _classIds, _targets, labels, _weights);
    }

    /// <summary>The rows; those beyond <see cref="Count"/> are remains.</summary>
    public SequenceDataset<TInput> Rows { get; }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity => _lengths.Length;

    /// <summary>Of the rows of the pass up to the last one here.</summary>
    public ulong Fingerprint { get; set; }

    /// <summary>Rows that are there.</summary>
    public int Count { get; set; }

    /// <summary>The rows' numbers in their source.</summary>
    public long[] Numbers { get; }

    public int LengthOf(int slot) => _lengths[slot];

    public int LabelsOf(int slot) => _labelLengths[slot];

    /// <summary>Makes room for a row of a length, with a number of labels where it has those. What it had is no more.</summary>
    public void Begin(int slot, int length, int labels, long number)
    {
        _lengths[slot] = length;
        Numbers[slot] = number;
        if (_format.Targets == TargetKind.Labels)
        {
            _labelLengths[slot] = labels;
        }
    }

    public Span<TInput> Inputs(int slot) => _inputs.AsSpan(slot * _inputStride, _lengths[slot] * _format.Features);

    /// <summary>Class ids or labels.</summary>
    public Span<int> TargetIds(int slot) => _format.Targets switch
    {
        TargetKind.Labels => _labels.AsSpan(slot * _targetStride, _labelLengths[slot]),
        TargetKind.ClassIds => _classIds.AsSpan(slot * _targetStride, _format.TargetsOf(_lengths[slot])),
        _ => default,
    };

    public Span<float> Targets(int slot)
        => _format.Targets == TargetKind.Values ? _targets.AsSpan(slot * _targetStride, _format.TargetsOf(_lengths[slot])) : default;

    public Span<float> Weights(int slot) => _weights.AsSpan(slot * _weightStride, _format.WeightsOf(_lengths[slot]));

    /// <summary>Copies a row that fits the format.</summary>
    public void Set(int slot, in SequenceRow<TInput> row, long number)
    {
        Begin(slot, row.Inputs.Length / _format.Features, row.TargetIds.Length, number);
        row.Inputs.Span.CopyTo(Inputs(slot));
        if (_format.Targets == TargetKind.Values)
        {
            row.TargetValues.Span.CopyTo(Targets(slot));
        }
        else
        {
            row.TargetIds.CopyTo(TargetIds(slot));
        }

        if (_format.SampleWeights == SampleWeightKind.Rows)
        {
            Weights(slot)[0] = row.SampleWeight;
        }
        else
        {
            row.TimestepWeights.Span.CopyTo(Weights(slot));
        }
    }

    /// <summary>Copies a row of a data set of the same format.</summary>
    public void Set(int slot, SequenceDataset<TInput> data, int row, long number)
    {
        int length = data.LengthOf(row);
        Begin(slot, length, data.Labels(row).Length, number);
        data.Inputs(row)[..(length * _format.Features)].CopyTo(Inputs(slot));
        Span<int> ids = TargetIds(slot);
        data.TargetIds(row)[..ids.Length].CopyTo(ids);
        Span<float> targets = Targets(slot);
        data.Targets(row)[..targets.Length].CopyTo(targets);
        Span<float> weights = Weights(slot);
        if (_format.SampleWeights == SampleWeightKind.Rows)
        {
            weights[0] = data.SampleWeight(row);
        }
        else
        {
            data.TimestepWeights(row)[..weights.Length].CopyTo(weights);
        }
    }

    /// <summary>Copies a row of a block of the same format.</summary>
    public void Copy(int slot, RowBlock<TInput> from, int other)
    {
        Begin(slot, from._lengths[other], _labelLengths.Length == 0 ? 0 : from._labelLengths[other], from.Numbers[other]);
        from.Inputs(other).CopyTo(Inputs(slot));
        from.TargetIds(other).CopyTo(TargetIds(slot));
        from.Targets(other).CopyTo(Targets(slot));
        from.Weights(other).CopyTo(Weights(slot));
    }
}
