using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The area under the ROC curve, exactly: the probability that an element of a class scores higher than one that is not of it, equal scores
/// counting half (Mann and Whitney), by weight. It keeps every score. Of several classes each is set against the rest, by its probability; of several
/// labels each stands for itself; the value is the mean of those that have both kinds of elements (Keras approximates the area over 200 thresholds).
/// </summary>
public sealed class Auc : Metric
{
    private readonly List<Scored> _elements = [];
    private double[] _probabilities = [];
    private int _classes;

    /// <inheritdoc/>
    public override string Name => "auc";

    /// <summary>Number of classes, or labels; 0 before the first element.</summary>
    public int Classes => _classes;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double sum = 0.0;
            int defined = 0;
            for (int k = 0; k < _classes; k++)
            {
                double own = OfClass(k);
                if (!double.IsNaN(own))
                {
                    sum += own;
                    defined++;
                }
            }

            return defined == 0 ? double.NaN : sum / defined;
        }
    }

    /// <summary>The area of one class against the rest, or of one label; NaN where all elements are of it, or none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double OfClass(int classId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classId, (uint)_classes, nameof(classId));
        List<Scored> own = _elements.FindAll(e => e.Class == classId);
        own.Sort((a, b) => a.Score.CompareTo(b.Score));
        double below = 0.0, area = 0.0, positives = 0.0;
        for (int i = 0; i < own.Count;)
        {
            double equalPositives = 0.0, equalNegatives = 0.0;
            double score = own[i].Score;
            for (; i < own.Count && own[i].Score.Equals(score); i++)
            {
                (equalPositives, equalNegatives) = own[i].IsPositive
                    ? (equalPositives + own[i].Weight, equalNegatives)
                    : (equalPositives, equalNegatives + own[i].Weight);
            }

            area += equalPositives * (below + (0.5 * equalNegatives));
            below += equalNegatives;
            positives += equalPositives;
        }

        return positives > 0.0 && below > 0.0 ? area / (positives * below) : double.NaN;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _elements.Clear();
        _classes = 0;
    }

    private protected override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight)
    {
        Grow(outputs.Length);
        double greatest = outputs[IndexOfGreatest(outputs)];
        double sum = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            _probabilities[k] = HasLogits ? DeterministicMath.Exp(outputs[k] - greatest) : outputs[k];
            sum += _probabilities[k];
        }

        for (int k = 0; k < outputs.Length; k++)
        {
            _elements.Add(new Scored(k, HasLogits ? _probabilities[k] / sum : _probabilities[k], k == classId, weight));
        }
    }

    private protected override void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
    {
        Grow(outputs.Length);
        for (int k = 0; k < outputs.Length; k++)
        {
            _elements.Add(new Scored(k, outputs[k], targets[k] > 0.5f, weight));
        }
    }

    private void Grow(int classes)
    {
        if (_classes == 0)
        {
            _classes = classes;
            _probabilities = new double[classes];
        }

        if (classes != _classes)
        {
            throw new ArgumentException($"{Name}: {classes} classes after {_classes}.");
        }
    }

    private readonly record struct Scored(int Class, double Score, bool IsPositive, double Weight);
}
