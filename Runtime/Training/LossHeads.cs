using System;
using System.Collections.Immutable;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The loss of a model with one output, or the weighted sum of those of several. A row of targets of several is the outputs' targets side by
/// side, in the order of the outputs; that of a sparse cross-entropy is one value, the class id.
/// </summary>
internal sealed class LossHeads
{
    private readonly OutputHead[] _heads;
    private readonly LossFunction[] _losses;
    private readonly int[] _targetColumns;
    private readonly bool _named;

    /// <summary>The loss of a model's only output.</summary>
    public LossHeads(LossKind kind, bool fromLogits, int outputs, double labelSmoothing = 0.0, double delta = 1.0, int blank = 0, bool zeroInfinity = false)
        : this([new OutputHead(string.Empty, 0, outputs, kind, fromLogits, 1.0) { LabelSmoothing = labelSmoothing, Delta = delta, Blank = blank, ZeroInfinity = zeroInfinity }], named: false)
    {
    }

    /// <summary>The losses of several outputs.</summary>
    public LossHeads(ImmutableArray<OutputHead> heads)
        : this([.. heads], named: true)
    {
    }

    private LossHeads(OutputHead[] heads, bool named)
    {
        _heads = heads;
        _named = named;
        _losses = Array.ConvertAll(heads, head => new LossFunction(head.Kind, head.FromLogits, head.LabelSmoothing, head.Delta));
        _targetColumns = new int[heads.Length];
        for (int i = 0; i < heads.Length; i++)
        {
            _targetColumns[i] = TargetWidth;
            TargetWidth += TargetWidthOf(i);
        }
    }

    /// <summary>The loss takes class ids rather than target values.</summary>
    public bool TakesClassIds => !_named && _losses[0].TakesClassIds;

    /// <summary>The loss takes sequences of labels: one of whole rows, not of elements.</summary>
    public bool TakesLabels => _heads[0].Kind == LossKind.Ctc;

    /// <summary>What the loss takes, for a message.</summary>
    public string TargetsName => TakesLabels ? "sequences of labels" : TakesClassIds ? "class ids" : "target values";

    /// <summary>The class of a CTC loss that says nothing.</summary>
    public int Blank => _heads[0].Blank;

    /// <summary>Rows with too few timesteps for their labels are let through, with a loss of 0.</summary>
    public bool ZeroInfinity => _heads[0].ZeroInfinity;

    /// <summary>There is no loss to compute: the gradient comes from the caller.</summary>
    public bool IsExternal => _losses[0].IsExternal;

    /// <summary>Target values of one element.</summary>
    public int TargetWidth { get; }

    /// <summary>What messages call <see cref="TargetWidth"/>.</summary>
    public string TargetWidthName => _named ? "Targets" : "Outputs";

    /// <summary>The losses and all that belongs to them, in words.</summary>
    public string Name => string.Join(", ", Array.ConvertAll(_heads, head => FormattableString.Invariant(
        $"{head.Name}{(head.Name.Length == 0 ? "" : ": ")}{head.Kind}{(head.FromLogits ? " from logits" : "")}, weight {head.Weight}, smoothing {head.LabelSmoothing}, delta {head.Delta}{(head.Kind == LossKind.Ctc ? $", blank {head.Blank}{(head.ZeroInfinity ? ", infinities are 0" : "")}" : "")}")));

    /// <summary>Number of classes that an element's target is one of; null where it is none of several.</summary>
    public int? Classes => _named ? null : _heads[0].Kind switch
    {
        LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy => _heads[0].Width,
        LossKind.BinaryCrossentropy when _heads[0].Width == 1 => 2,
        _ => null,
    };

    /// <summary>Names of the outputs, for a message.</summary>
    public string HeadNames => _named ? string.Join(", ", Array.ConvertAll(_heads, head => head.Name)) : "not named: the model has one";

    /// <summary>The place of an output, and of its targets; null where there is none of that name.</summary>
    public MeasuredHead? Measured(string? name)
    {
        int i = name is null ? 0 : _named ? Array.FindIndex(_heads, head => head.Name == name) : -1;
        return i < 0 ? null : new MeasuredHead(_heads[i].Kind, _heads[i].FromLogits, _heads[i].Column, _heads[i].Width, _targetColumns[i], TargetWidthOf(i));
    }

    /// <summary>What the metric measures; of several outputs the first that has a loss.</summary>
    public string MetricName => _named ? $"{_heads[0].Name}_{_losses[0].MetricName}" : _losses[0].MetricName;

    /// <summary>The sum of the losses of a run of elements against class ids <c>[elements]</c>, and of their metrics.</summary>
    /// <param name="outputs">The model's outputs <c>[elements, Outputs]</c>.</param>
    /// <param name="classIds">The right classes.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="gradient">Receives the outputs' gradient; empty if it is not wanted.</param>
    /// <param name="metric">The sum of the metrics.</param>
    public double Elements(ReadOnlySpan<float> outputs, ReadOnlySpan<int> classIds, double scale, Span<float> gradient, out double metric)
    {
        LossFunction loss = _losses[0];
        int width = _heads[0].Width;
        double sum = 0.0;
        metric = 0.0;
        for (int element = 0; element < classIds.Length; element++)
        {
            ReadOnlySpan<float> own = outputs.Slice(element * width, width);
            sum += loss.Element(own, classIds[element], scale, gradient.IsEmpty ? default : gradient.Slice(element * width, width));
            metric += loss.Metric(own, classIds[element]);
        }

        return sum;
    }

    /// <summary>The sum of the losses of a run of elements against target values <c>[elements, TargetWidth]</c>, and of their metrics.</summary>
    public double Elements(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int count, double scale, Span<float> gradient, out double metric)
    {
        if (!_named)
        {
            return _losses[0].Elements(outputs, targets, _heads[0].Width, scale, gradient, out metric);
        }

        metric = 0.0;
        double sum = 0.0;
        int width = outputs.Length / count;
        for (int element = 0; element < count; element++)
        {
            sum += Element(
                outputs.Slice(element * width, width),
                targets.Slice(element * TargetWidth, TargetWidth),
                scale,
                gradient.IsEmpty ? default : gradient.Slice(element * width, width),
                out double own);
            metric += own;
        }

        return sum;
    }

    /// <summary>All of a run of target values are such as the losses take. False may only mean that they have to be looked at one by one.</summary>
    public bool AreValid(ReadOnlySpan<float> targets) => !_named && !_losses[0].TargetsAreProbabilities && GradientReduction.AllFinite(targets);

    private double Element(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double scale, Span<float> gradient, out double metric)
    {
        metric = 0.0;
        double sum = 0.0;
        for (int i = 0; i < _heads.Length; i++)
        {
            OutputHead head = _heads[i];
            ReadOnlySpan<float> own = outputs.Slice(head.Column, head.Width);
            ReadOnlySpan<float> target = targets.Slice(_targetColumns[i], TargetWidthOf(i));
            Span<float> ownGradient = gradient.IsEmpty ? default : gradient.Slice(head.Column, head.Width);
            bool sparse = _losses[i].TakesClassIds;
            sum += head.Weight * (sparse
                ? _losses[i].Element(own, (int)target[0], scale * head.Weight, ownGradient)
                : _losses[i].Element(own, target, scale * head.Weight, ownGradient));
            if (i == 0)
            {
                metric = sparse ? _losses[i].Metric(own, (int)target[0]) : _losses[i].Metric(own, target);
            }
        }

        return sum;
    }

    /// <summary>The target values of one element are such as the losses take.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public void Check(string owner, string parameter, int row, int timestep, ReadOnlySpan<float> targets)
    {
        for (int i = 0; i < _heads.Length; i++)
        {
            ReadOnlySpan<float> target = targets.Slice(_targetColumns[i], TargetWidthOf(i));
            string name = _named ? $"{owner}: output '{_heads[i].Name}'" : owner;
            RowChecks.Targets(name, parameter, row, timestep, target, _losses[i].TargetsAreProbabilities && !_losses[i].TakesClassIds);
            if (_losses[i].TakesClassIds)
            {
                RowChecks.ClassId(name, parameter, row, timestep, target[0], _heads[i].Width);
            }
        }
    }

    /// <summary>Memory of a CTC loss for one shard.</summary>
    public CtcLattice CreateLattice(int timesteps, int labels) => new(timesteps, labels, _heads[0].Width, Blank, _heads[0].FromLogits);

    private int TargetWidthOf(int head) => _losses[head].IsExternal || _heads[head].Kind == LossKind.Ctc ? 0 : _named && _losses[head].TakesClassIds ? 1 : _heads[head].Width;
}

/// <summary>Where an output and its targets are among those of an element.</summary>
internal readonly record struct MeasuredHead(LossKind Kind, bool FromLogits, int Column, int Width, int TargetColumn, int TargetWidth);
