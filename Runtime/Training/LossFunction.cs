using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// A loss and its gradient for one element (one row, or one timestep of a row), as docs/training.md defines them.
/// Computed in double with functions that have the same bits on every machine.
/// </summary>
internal sealed class LossFunction
{
    /// <summary>Keras' epsilon: probabilities are clipped to [ε, 1 − ε].</summary>
    private const double Epsilon = 1e-7;

    private const double Ln2 = 0.6931471805599453;

    private readonly LossKind _kind;
    private readonly bool _fromLogits;
    private readonly double _smoothing;
    private readonly double _delta;

    public LossFunction(LossKind kind, bool fromLogits, double labelSmoothing = 0.0, double delta = 1.0)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, $"{kind} is not a loss.");
        }

        _kind = kind;
        _fromLogits = fromLogits;
        _smoothing = labelSmoothing;
        _delta = delta;
    }

    /// <summary>The loss takes class ids rather than target values.</summary>
    public bool TakesClassIds => _kind == LossKind.SparseCategoricalCrossentropy;

    /// <summary>There is no loss to compute: the gradient comes from the caller.</summary>
    public bool IsExternal => _kind == LossKind.External;

    /// <summary>Target values are shares of 1.</summary>
    public bool TargetsAreProbabilities => _kind is LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy or LossKind.BinaryCrossentropy;

    /// <summary>What <see cref="Metric(ReadOnlySpan{float}, int)"/> measures.</summary>
    public string MetricName => _kind switch
    {
        LossKind.BinaryCrossentropy => "binary_accuracy",
        LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy => "accuracy",
        LossKind.Ctc => "label_error_rate",
        _ => "mean_absolute_error",
    };

    /// <summary>The loss against a class id.</summary>
    /// <param name="outputs">The model's outputs <c>[Outputs]</c>.</param>
    /// <param name="classId">The right class.</param>
    /// <param name="scale">Factor of the gradient: the element's weight over the number of elements.</param>
    /// <param name="gradient">Receives scale · ∂loss/∂outputs; empty if it is not wanted.</param>
    public double Element(ReadOnlySpan<float> outputs, int classId, double scale, Span<float> gradient) => (_fromLogits, _smoothing != 0.0) switch
    {
        (true, false) => SparseFromLogits(outputs, classId, scale, gradient),
        (false, false) => SparseFromProbabilities(outputs, classId, scale, gradient),
        (true, true) => CategoricalFromLogits(outputs, new SmoothTargets(classId, outputs.Length, _smoothing), scale, gradient),
        (false, true) => CategoricalFromProbabilities(outputs, new SmoothTargets(classId, outputs.Length, _smoothing), scale, gradient),
    };

    /// <summary>The sum of the losses of a run of elements against target values, and of what <see cref="Metric(ReadOnlySpan{float}, ReadOnlySpan{float})"/> measures.</summary>
    /// <param name="outputs">The model's outputs <c>[elements, Outputs]</c>.</param>
    /// <param name="targets">Targets <c>[elements, Outputs]</c>.</param>
    /// <param name="width">Outputs of an element.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="gradient">Receives scale · ∂loss/∂outputs; empty if it is not wanted.</param>
    /// <param name="metric">The sum of the metrics.</param>
    public double Elements(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int width, double scale, Span<float> gradient, out double metric)
    {
        if (_kind == LossKind.MeanSquaredError)
        {
            double squares = SquaredError.Sum(outputs, targets, 2.0 * scale / width, gradient, out double absolutes);
            metric = absolutes / width;
            return squares / width;
        }

        double loss = 0.0;
        metric = 0.0;
        for (int first = 0; first < outputs.Length; first += width)
        {
            ReadOnlySpan<float> own = outputs.Slice(first, width);
            ReadOnlySpan<float> target = targets.Slice(first, width);
            loss += Element(own, target, scale, gradient.IsEmpty ? default : gradient.Slice(first, width));
            metric += Metric(own, target);
        }

        return loss;
    }

    /// <summary>The loss against target values <c>[Outputs]</c>; the other parameters as above.</summary>
    public double Element(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double scale, Span<float> gradient) => _kind switch
    {
        LossKind.CategoricalCrossentropy when _fromLogits => CategoricalFromLogits(outputs, new SmoothTargets(targets, _smoothing), scale, gradient),
        LossKind.CategoricalCrossentropy => CategoricalFromProbabilities(outputs, new SmoothTargets(targets, _smoothing), scale, gradient),
        LossKind.BinaryCrossentropy when _fromLogits => BinaryFromLogits(outputs, targets, scale, gradient),
        LossKind.BinaryCrossentropy => BinaryFromProbabilities(outputs, targets, scale, gradient),
        LossKind.MeanSquaredError => SquaredError.Sum(outputs, targets, 2.0 * scale / outputs.Length, gradient, out _) / outputs.Length,
        LossKind.MeanAbsoluteError or LossKind.Huber or LossKind.LogCosh => OfErrors(outputs, targets, scale, gradient),
        _ => throw new InvalidOperationException($"{_kind} is not computed from targets."),
    };

    /// <summary>1 if the greatest output (the first of equals) is the class, else 0.</summary>
    public double Metric(ReadOnlySpan<float> outputs, int classId) => IndexOfGreatest(outputs) == classId ? 1.0 : 0.0;

    /// <summary>
    /// Categorical: 1 if outputs and targets agree on the greatest. Binary: share of outputs on the same side of one half
    /// as their targets. Squared error: mean absolute error.
    /// </summary>
    public double Metric(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        if (_kind == LossKind.CategoricalCrossentropy)
        {
            return IndexOfGreatest(outputs) == IndexOfGreatest(targets) ? 1.0 : 0.0;
        }

        double sum = 0.0;
        float threshold = _fromLogits ? 0f : 0.5f;
        for (int k = 0; k < outputs.Length; k++)
        {
            sum += _kind == LossKind.BinaryCrossentropy
                ? (outputs[k] > threshold == targets[k] > 0.5f ? 1.0 : 0.0)
                : Math.Abs((double)outputs[k] - targets[k]);
        }

        return sum / outputs.Length;
    }

    private static double SparseFromLogits(ReadOnlySpan<float> logits, int classId, double scale, Span<float> gradient)
    {
        double max = Greatest(logits);
        double sum = SumOfExponentials(logits, max, gradient);
        if (!gradient.IsEmpty)
        {
            double perUnit = scale / sum;
            for (int k = 0; k < gradient.Length; k++)
            {
                gradient[k] = (float)(gradient[k] * perUnit);
            }

            // p − 1 at the right class, without the cancellation of 1 − 1 where p is nearly 1.
            double other = sum - DeterministicMath.Exp(logits[classId] - max);
            gradient[classId] = (float)(-other * perUnit);
        }

        return DeterministicMath.Log(sum) - (logits[classId] - max);
    }

    private static double CategoricalFromLogits(ReadOnlySpan<float> logits, SmoothTargets targets, double scale, Span<float> gradient)
    {
        double max = Greatest(logits);
        double sum = SumOfExponentials(logits, max, gradient);
        double logSum = DeterministicMath.Log(sum);
        double loss = 0.0;
        double targetSum = 0.0;
        for (int k = 0; k < logits.Length; k++)
        {
            targetSum += targets[k];
            if (targets[k] != 0.0)
            {
                loss += targets[k] * (logSum - (logits[k] - max));
            }
        }

        for (int k = 0; k < gradient.Length; k++)
        {
            gradient[k] = (float)(((gradient[k] / sum * targetSum) - targets[k]) * scale);
        }

        return loss;
    }

    private static double SparseFromProbabilities(ReadOnlySpan<float> outputs, int classId, double scale, Span<float> gradient)
    {
        double sum = Sum(outputs);
        double p = outputs[classId] / sum;
        if (!gradient.IsEmpty)
        {
            // loss = −ln(o_c / Σo); where the clip is at work, the loss does not change with the outputs.
            double slope = IsClipped(p) ? 0.0 : scale / sum;
            gradient.Fill((float)slope);
            gradient[classId] = (float)(slope * (1.0 - (1.0 / p)));
            if (slope == 0.0)
            {
                gradient.Clear();
            }
        }

        return -DeterministicMath.Log(Clip(p));
    }

    private static double CategoricalFromProbabilities(ReadOnlySpan<float> outputs, SmoothTargets targets, double scale, Span<float> gradient)
    {
        double sum = Sum(outputs);
        double loss = 0.0;
        double unclipped = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double p = outputs[k] / sum;
            if (targets[k] != 0.0)
            {
                loss -= targets[k] * DeterministicMath.Log(Clip(p));
                unclipped += IsClipped(p) ? 0.0 : targets[k];
            }
        }

        for (int k = 0; k < gradient.Length; k++)
        {
            // ∂/∂o_k of −Σ y_j ln(o_j / Σo) = Σy/Σo − y_k/o_k, over the classes that are not clipped.
            double own = targets[k] == 0.0 || IsClipped(outputs[k] / sum) ? 0.0 : targets[k] / outputs[k];
            gradient[k] = (float)(((unclipped / sum) - own) * scale);
        }

        return loss;
    }

    private double BinaryFromLogits(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, double scale, Span<float> gradient)
    {
        double loss = 0.0;
        for (int k = 0; k < logits.Length; k++)
        {
            double x = logits[k];
            double e = DeterministicMath.Exp(-Math.Abs(x));
            loss += Math.Max(x, 0.0) - (x * Binary(targets[k])) + DeterministicMath.Log1P(e);
            if (!gradient.IsEmpty)
            {
                // σ(x) = 1/(1 + e) for x ≥ 0, else e/(1 + e).
                double sigmoid = (x >= 0.0 ? 1.0 : e) / (1.0 + e);
                gradient[k] = (float)((sigmoid - Binary(targets[k])) * scale / logits.Length);
            }
        }

        return loss / logits.Length;
    }

    private double BinaryFromProbabilities(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double scale, Span<float> gradient)
    {
        double loss = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double p = Clip(outputs[k]);
            loss -= (Binary(targets[k]) * DeterministicMath.Log(p)) + ((1.0 - Binary(targets[k])) * DeterministicMath.Log(1.0 - p));
            if (!gradient.IsEmpty)
            {
                gradient[k] = IsClipped(outputs[k]) ? 0f : (float)((p - Binary(targets[k])) / (p * (1.0 - p)) * scale / outputs.Length);
            }
        }

        return loss / outputs.Length;
    }

    /// <summary>A binary target, of which a share is spread evenly over both sides.</summary>
    private double Binary(float target) => (target * (1.0 - _smoothing)) + (_smoothing / 2.0);

    private double OfErrors(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double scale, Span<float> gradient)
    {
        double loss = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            double error = (double)outputs[k] - targets[k];
            loss += OfError(error, out double slope);
            if (!gradient.IsEmpty)
            {
                gradient[k] = (float)(slope * scale / outputs.Length);
            }
        }

        return loss / outputs.Length;
    }

    private double OfError(double error, out double slope)
    {
        double size = Math.Abs(error);
        switch (_kind)
        {
            case LossKind.MeanAbsoluteError:
                slope = error > 0.0 ? 1.0 : error < 0.0 ? -1.0 : error;
                return size;
            case LossKind.Huber:
                slope = size <= _delta ? error : error > 0.0 ? _delta : error < 0.0 ? -_delta : error;
                return size <= _delta ? 0.5 * error * error : (_delta * size) - (0.5 * _delta * _delta);
            default:
                // ln cosh e = |e| + ln(1 + e^−2|e|) − ln 2, tanh |e| = (1 − e^−2|e|)/(1 + e^−2|e|). Where both are differences of
                // nearly equal numbers, their series.
                double e = DeterministicMath.Exp(-2.0 * size);
                double square = error * error;
                slope = size < 1e-3 ? error * (1.0 - (square / 3.0)) : (error < 0.0 ? -1.0 : 1.0) * (1.0 - e) / (1.0 + e);
                return size < 1e-3 ? square * (0.5 - (square / 12.0)) : size + DeterministicMath.Log1P(e) - Ln2;
        }
    }

    /// <summary>Σ e^(x − max); the terms go to <paramref name="terms"/> unless it is empty.</summary>
    private static double SumOfExponentials(ReadOnlySpan<float> logits, double max, Span<float> terms)
    {
        double sum = 0.0;
        for (int k = 0; k < logits.Length; k++)
        {
            double e = DeterministicMath.Exp(logits[k] - max);
            sum += e;
            if (!terms.IsEmpty)
            {
                terms[k] = (float)e;
            }
        }

        return sum;
    }

    private static double Clip(double p) => p < Epsilon ? Epsilon : p > 1.0 - Epsilon ? 1.0 - Epsilon : p;

    private static bool IsClipped(double p) => p is < Epsilon or > 1.0 - Epsilon;

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0.0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static float Greatest(ReadOnlySpan<float> values) => values[IndexOfGreatest(values)];

    private static int IndexOfGreatest(ReadOnlySpan<float> values)
    {
        int greatest = 0;
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] > values[greatest])
            {
                greatest = k;
            }
        }

        return greatest;
    }

    /// <summary>A distribution over classes, or a class, of which a share is spread evenly over all.</summary>
    private readonly ref struct SmoothTargets
    {
        private readonly ReadOnlySpan<float> _values;
        private readonly int _classId;
        private readonly double _kept;
        private readonly double _spread;

        public SmoothTargets(ReadOnlySpan<float> values, double smoothing)
            : this(classId: -1, values.Length, smoothing) => _values = values;

        public SmoothTargets(int classId, int classes, double smoothing)
        {
            _classId = classId;
            _kept = 1.0 - smoothing;
            _spread = smoothing / classes;
        }

        public double this[int k] => ((_classId < 0 ? _values[k] : k == _classId ? 1.0 : 0.0) * _kept) + _spread;
    }
}
