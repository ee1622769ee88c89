using System;

namespace ModelGen;

/// <summary>
/// How often, by weight, each class was taken for each other. The predicted class is the greatest output (the first of equals). With one
/// output per element, which says whether a label holds, there are the classes 0 and 1.
/// </summary>
public sealed class ConfusionMatrix : Metric
{
    private double[] _counts = [];

    /// <inheritdoc/>
    public override string Name => "confusion_matrix";

    /// <summary>Number of classes; 0 before the first element.</summary>
    public int Classes { get; private set; }

    /// <summary>The accuracy: the share of the diagonal.</summary>
    public override double Value
    {
        get
        {
            double right = 0.0;
            double all = 0.0;
            for (int i = 0; i < _counts.Length; i++)
            {
                right += i / Classes == i % Classes ? _counts[i] : 0.0;
                all += _counts[i];
            }

            return all > 0.0 ? right / all : double.NaN;
        }
    }

    /// <summary>The weight of elements of a class that were taken for another, or the same.</summary>
    /// <param name="actual">The right class.</param>
    /// <param name="predicted">The predicted class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _counts = [];
        Classes = 0;
    }

    private protected override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight) => Add(classId, IndexOfGreatest(outputs), outputs.Length, weight);

    private protected override void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
    {
        if (outputs.Length != 1)
        {
            throw new InvalidOperationException($"{Name}: with {outputs.Length} labels, of which several can hold, there is no one predicted class. {nameof(F1Score)} has each label's counts.");
        }

        Add(targets[0] > 0.5f ? 1 : 0, Holds(outputs[0]) ? 1 : 0, 2, weight);
    }

    private void Add(int actual, int predicted, int classes, double weight)
    {
        if (Classes == 0)
        {
            Classes = classes;
            _counts = new double[classes * classes];
        }

        if (classes != Classes)
        {
            throw new ArgumentException($"{Name}: {classes} classes after {Classes}.");
        }

        _counts[(actual * Classes) + predicted] += weight;
    }
}
