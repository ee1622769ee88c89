using System;

namespace ModelGen;

/// <summary>How the scores of several classes become one.</summary>
public enum ScoreAverage
{
    /// <summary>The mean over the classes, each counting the same, also those without an element.</summary>
    Macro,

    /// <summary>The score of all classes' counts together; of elements with one class each it is the accuracy.</summary>
    Micro,

    /// <summary>The mean over the classes, weighted by their elements.</summary>
    Weighted,
}

/// <summary>
/// Scores from the right positives (TP), false positives (FP) and false negatives (FN) of each class. With class ids the predicted class is the
/// greatest output; with target values each output is a label of its own, which holds above one half (a logit above 0). 0/0 is 0, as in scikit-learn.
/// </summary>
public abstract class ClassScores : Metric
{
    private readonly ScoreAverage _average;
    private readonly string _name;
    private double[] _truePositives = [];
    private double[] _falsePositives = [];
    private double[] _falseNegatives = [];

    private protected ClassScores(ScoreAverage average, string name)
    {
        if (!Enum.IsDefined(average))
        {
            throw new ArgumentOutOfRangeException(nameof(average), average, $"{average} is not a {nameof(ScoreAverage)}.");
        }

        _average = average;
        _name = name;
    }

    /// <inheritdoc/>
    public override string Name => $"{_name}_{(_average == ScoreAverage.Macro ? "macro" : _average == ScoreAverage.Micro ? "micro" : "weighted")}";

    /// <summary>Number of classes, or labels; 0 before the first element.</summary>
    public int Classes => _truePositives.Length;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double truePositives = 0.0, falsePositives = 0.0, falseNegatives = 0.0, scores = 0.0, weighted = 0.0;
            for (int k = 0; k < Classes; k++)
            {
                truePositives += _truePositives[k];
                falsePositives += _falsePositives[k];
                falseNegatives += _falseNegatives[k];
                scores += OfClass(k);
                weighted += OfClass(k) * Support(k);
            }

            return Classes == 0 ? double.NaN : _average switch
            {
                ScoreAverage.Macro => scores / Classes,
                ScoreAverage.Micro => Score(truePositives, falsePositives, falseNegatives),
                _ => Ratio(weighted, truePositives + falseNegatives),
            };
        }
    }

    /// <summary>The score of one class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double OfClass(int classId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classId, (uint)Classes, nameof(classId));
        return Score(_truePositives[classId], _falsePositives[classId], _falseNegatives[classId]);
    }

    /// <summary>The weight of the elements of a class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Support(int classId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classId, (uint)Classes, nameof(classId));
        return _truePositives[classId] + _falseNegatives[classId];
    }

    /// <inheritdoc/>
    public override void Reset() => _truePositives = _falsePositives = _falseNegatives = [];

    private protected abstract double Score(double truePositives, double falsePositives, double falseNegatives);

    private protected static double Ratio(double part, double whole) => whole > 0.0 ? part / whole : 0.0;

    private protected override void AddClass(ReadOnlySpan<float> outputs, int classId, double weight)
    {
        Grow(outputs.Length);
        int predicted = IndexOfGreatest(outputs);
        if (predicted == classId)
        {
            _truePositives[classId] += weight;
        }
        else
        {
            _falsePositives[predicted] += weight;
            _falseNegatives[classId] += weight;
        }
    }

    private protected override void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
    {
        Grow(outputs.Length);
        for (int k = 0; k < outputs.Length; k++)
        {
            bool predicted = Holds(outputs[k]);
            bool actual = targets[k] > 0.5f;
            if (predicted && actual)
            {
                _truePositives[k] += weight;
            }
            else if (predicted)
            {
                _falsePositives[k] += weight;
            }
            else if (actual)
            {
                _falseNegatives[k] += weight;
            }
        }
    }

    private void Grow(int classes)
    {
        if (Classes == 0)
        {
            _truePositives = new double[classes];
            _falsePositives = new double[classes];
            _falseNegatives = new double[classes];
        }

        if (classes != Classes)
        {
            throw new ArgumentException($"{Name}: {classes} classes after {Classes}.");
        }
    }
}

/// <summary>TP/(TP + FP).</summary>
/// <param name="average">How the classes become one number.</param>
public sealed class Precision(ScoreAverage average = ScoreAverage.Macro) : ClassScores(average, "precision")
{
    private protected override double Score(double truePositives, double falsePositives, double falseNegatives) => Ratio(truePositives, truePositives + falsePositives);
}

/// <summary>TP/(TP + FN).</summary>
/// <param name="average">How the classes become one number.</param>
public sealed class Recall(ScoreAverage average = ScoreAverage.Macro) : ClassScores(average, "recall")
{
    private protected override double Score(double truePositives, double falsePositives, double falseNegatives) => Ratio(truePositives, truePositives + falseNegatives);
}

/// <summary>The harmonic mean of precision and recall, 2·TP/(2·TP + FP + FN).</summary>
/// <param name="average">How the classes become one number; macro is the mean of the classes' own.</param>
public sealed class F1Score(ScoreAverage average = ScoreAverage.Macro) : ClassScores(average, "f1")
{
    private protected override double Score(double truePositives, double falsePositives, double falseNegatives)
        => Ratio(2.0 * truePositives, (2.0 * truePositives) + falsePositives + falseNegatives);
}
