using System;

namespace ModelGen;

/// <summary>
/// Measures rows of labels, the targets of <see cref="LossKind.Ctc"/>: <c>trainer.Evaluate(data, metrics)</c> decodes the outputs of each row (without masked timesteps) and
/// compares. By hand: <c>Update</c> with labels that were decoded.
/// </summary>
public abstract class LabelMetric : Metric
{
    private readonly int? _beamWidth;
    private CtcDecoder? _decoder;
    private int[] _said = [];
    private int[] _distances = [];

    private protected LabelMetric()
    {
    }

    /// <summary>Prefixes that <see cref="CtcDecoder.BeamSearch"/> keeps; null, as unless set, for the best path, <see cref="CtcDecoder.Greedy"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? BeamWidth
    {
        get => _beamWidth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(BeamWidth));
            _beamWidth = value;
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="said">The labels that were decoded.</param>
    /// <param name="labels">The right ones.</param>
    /// <param name="weight">What the row counts: at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative or not finite.</exception>
    public void Update(ReadOnlySpan<int> said, ReadOnlySpan<int> labels, double weight = 1.0)
    {
        RequireWeight(weight);
        if (weight == 0.0)
        {
            return;
        }

        if (_distances.Length <= labels.Length)
        {
            _distances = new int[labels.Length + 1];
        }

        Add(EditDistance.Between(said, labels, _distances), labels.Length, weight);
    }

    /// <summary>Prepares for a model's outputs.</summary>
    internal void BeginRows(int classes, int timesteps, int blank)
    {
        _decoder = new CtcDecoder(classes, timesteps, new CtcDecoderOptions
        {
            Blank = blank,
            BeamWidth = BeamWidth ?? 1,
            Scores = HasLogits ? DecoderScores.Logits : DecoderScores.Probabilities,
        });
        _said = new int[timesteps];
    }

    /// <summary>Decodes and adds a row.</summary>
    /// <param name="outputs">Those of its active timesteps.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="weight">Its weight.</param>
    internal void UpdateRow(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, double weight)
    {
        int count = BeamWidth is null ? _decoder!.Greedy(outputs, _said) : _decoder!.BeamSearch(outputs, _said);
        Update(_said.AsSpan(0, count), labels, weight);
    }

    private protected abstract void Add(int distance, int labels, double weight);

    private protected sealed override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight) => throw NotRows();

    private protected sealed override void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight) => throw NotRows();

    private InvalidOperationException NotRows() => new($"{Name} compares rows of labels; the targets are those of single elements.");
}

/// <summary>
/// The edit distance between the labels that were decoded and the right ones, over the number of right ones, all rows together: the character or word error rate of
/// handwriting and speech, by what a label is. More than 1 where too much is said. NaN without a label.
/// </summary>
public sealed class LabelErrorRate : LabelMetric
{
    private double _distance;
    private double _labels;

    /// <summary>The mean of the rows' own rates (Graves and others 2006), as the loss's metric has it, rather than one rate of all; a row without labels counts as one with one.</summary>
    public bool PerRow { get; init; }

    /// <inheritdoc/>
    public override string Name => PerRow ? "label_error_rate" : "corpus_label_error_rate";

    /// <inheritdoc/>
    public override double Value => _labels > 0.0 ? _distance / _labels : double.NaN;

    /// <inheritdoc/>
    public override void Reset()
    {
        _distance = 0.0;
        _labels = 0.0;
    }

    private protected override void Add(int distance, int labels, double weight)
    {
        _distance += weight * (PerRow ? (double)distance / Math.Max(labels, 1) : distance);
        _labels += weight * (PerRow ? 1 : labels);
    }
}

/// <summary>The share of rows whose labels are all right. NaN without a row.</summary>
public sealed class SequenceAccuracy : LabelMetric
{
    private double _right;
    private double _rows;

    /// <inheritdoc/>
    public override string Name => "sequence_accuracy";

    /// <inheritdoc/>
    public override double Value => _rows > 0.0 ? _right / _rows : double.NaN;

    /// <inheritdoc/>
    public override void Reset()
    {
        _right = 0.0;
        _rows = 0.0;
    }

    private protected override void Add(int distance, int labels, double weight)
    {
        _right += distance == 0 ? weight : 0.0;
        _rows += weight;
    }
}
