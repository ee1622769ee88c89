using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>The mean of something that each element has, weighted.</summary>
public abstract class MeanMetric : Metric
{
    private double _sum;
    private double _weight;

    private protected MeanMetric()
    {
    }

    /// <inheritdoc/>
    public override double Value => Mean;

    private protected double Mean => _weight > 0.0 ? _sum / _weight : double.NaN;

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _sum = 0.0;
        _weight = 0.0;
    }

    private protected void Add(double value, double weight)
    {
        _sum += value * weight;
        _weight += weight;
    }
}

/// <summary>
/// The share of elements whose class is among the k greatest outputs: fewer than k are greater than its own, so equals are in favour
/// (TensorFlow's <c>in_top_k</c>).
/// </summary>
public sealed class TopKAccuracy : MeanMetric
{
    private readonly int _k;

    /// <summary>Creates the metric.</summary>
    /// <param name="k">At least 1; 1 is plain accuracy.</param>
    public TopKAccuracy(int k = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"top_{_k}_accuracy");

    private protected override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight)
    {
        int greater = 0;
        foreach (float output in outputs)
        {
            greater += output > outputs[classId] ? 1 : 0;
        }

        Add(greater < _k && !float.IsNaN(outputs[classId]) ? 1.0 : 0.0, weight);
    }
}

/// <summary>The mean of |o − y| over outputs and elements.</summary>
public sealed class MeanAbsoluteError : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    private protected override void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
    {
        double sum = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            sum += Math.Abs((double)outputs[k] - targets[k]);
        }

        Add(sum / outputs.Length, weight);
    }

    private protected override void AddDistribution(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
        => AddValues(outputs, targets, weight);
}

/// <summary>
/// e to the mean cross-entropy in nats: how many classes, all as likely, would be as hard to guess. Of probabilities the cross-entropy is
/// −ln of p/Σp, limited to [1e-7, 1 − 1e-7] as in the loss.
/// </summary>
public sealed class Perplexity : MeanMetric
{
    private readonly LossFunction _fromLogits = new(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
    private readonly LossFunction _fromProbabilities = new(LossKind.SparseCategoricalCrossentropy, fromLogits: false);
    private readonly LossFunction _distributionFromLogits = new(LossKind.CategoricalCrossentropy, fromLogits: true);
    private readonly LossFunction _distributionFromProbabilities = new(LossKind.CategoricalCrossentropy, fromLogits: false);

    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override double Value => DeterministicMath.Exp(Mean);

    private protected override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight)
        => Add((HasLogits ? _fromLogits : _fromProbabilities).Element(outputs, classId, 1.0, default), weight);

    private protected override void AddDistribution(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
        => Add((HasLogits ? _distributionFromLogits : _distributionFromProbabilities).Element(outputs, targets, 1.0, default), weight);
}
