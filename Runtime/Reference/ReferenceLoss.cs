using System;

namespace ModelGen;

/// <summary>
/// The losses in double precision, for the outputs of one row (or of one timestep of one row). Definitions as in
/// Keras: probabilities are clipped to [1e-7, 1 − 1e-7], those of a categorical loss after division by their sum.
/// </summary>
public static class ReferenceLoss
{
    private const double Epsilon = 1e-7;

    /// <summary>Class ids as the distributions that the categorical losses take.</summary>
    /// <param name="classIds">Class of every timestep (one for a model that returns its last output only).</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns><c>[classIds.Length][classes]</c></returns>
    public static double[][] OneHot(ReadOnlySpan<int> classIds, int classes)
    {
        double[][] targets = ReferenceSignal.Zeros(classIds.Length, classes);
        for (int t = 0; t < classIds.Length; t++)
        {
            targets[t][classIds[t]] = 1;
        }

        return targets;
    }

    /// <summary>Targets of a cross-entropy with a share s spread evenly: y·(1 − s) + s/K, in a binary one y·(1 − s) + s/2.</summary>
    public static double[] Smooth(LossKind kind, double[] targets, double smoothing)
        => Array.ConvertAll(targets, target => (target * (1 - smoothing)) + (smoothing / (kind == LossKind.BinaryCrossentropy ? 2 : targets.Length)));

    /// <summary>The loss.</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="fromLogits">The outputs are logits.</param>
    /// <param name="outputs"><c>[Outputs]</c></param>
    /// <param name="targets"><c>[Outputs]</c></param>
    /// <param name="delta">Where Huber's loss becomes straight.</param>
    public static double Value(LossKind kind, bool fromLogits, double[] outputs, double[] targets, double delta = 1) => kind switch
    {
        LossKind.MeanAbsoluteError => Mean(outputs, targets, Math.Abs),
        LossKind.Huber => Mean(outputs, targets, e => Math.Abs(e) <= delta ? e * e / 2 : (delta * Math.Abs(e)) - (delta * delta / 2)),
        LossKind.LogCosh => Mean(outputs, targets, e => Math.Abs(e) + Math.Log(1 + Math.Exp(-2 * Math.Abs(e))) - Math.Log(2)),
        LossKind.MeanSquaredError => MeanSquaredError(outputs, targets),
        LossKind.BinaryCrossentropy => BinaryCrossentropy(fromLogits, outputs, targets),
        LossKind.External => throw new ArgumentException("An external loss has no value.", nameof(kind)),
        LossKind.Ctc => throw new ArgumentException("CTC is a loss of whole rows: ReferenceNetwork.Loss.", nameof(kind)),
        _ => CategoricalCrossentropy(fromLogits, outputs, targets),
    };

    /// <summary>The loss's gradient for the outputs. A clipped probability has none.</summary>
    /// <inheritdoc cref="Value"/>
    public static double[] Gradient(LossKind kind, bool fromLogits, double[] outputs, double[] targets, double delta = 1)
    {
        var gradient = new double[outputs.Length];
        switch (kind)
        {
            case LossKind.MeanSquaredError:
                for (int n = 0; n < outputs.Length; n++)
                {
                    gradient[n] = 2 * (outputs[n] - targets[n]) / outputs.Length;
                }

                break;
            case LossKind.BinaryCrossentropy:
                for (int n = 0; n < outputs.Length; n++)
                {
                    double p = outputs[n];
                    gradient[n] = (fromLogits ? ReferenceActivation.Apply(Activation.Sigmoid, p) - targets[n]
                        : IsClipped(p) ? 0
                        : ((1 - targets[n]) / (1 - p)) - (targets[n] / p)) / outputs.Length;
                }

                break;
            case LossKind.MeanAbsoluteError:
                return Slopes(outputs, targets, e => Math.Sign(e));
            case LossKind.Huber:
                return Slopes(outputs, targets, e => Math.Clamp(e, -delta, delta));
            case LossKind.LogCosh:
                return Slopes(outputs, targets, Math.Tanh);
            case LossKind.External:
                throw new ArgumentException("An external loss has no gradient of its own; ReferencePass.Backward takes one.", nameof(kind));
            case LossKind.Ctc:
                throw new ArgumentException("CTC is a loss of whole rows: ReferenceNetwork.Gradients.", nameof(kind));
            default:
                CategoricalGradient(fromLogits, outputs, targets, gradient);
                break;
        }

        return gradient;
    }

    private static double Mean(double[] outputs, double[] targets, Func<double, double> loss)
    {
        double sum = 0;
        for (int n = 0; n < outputs.Length; n++)
        {
            sum += loss(outputs[n] - targets[n]);
        }

        return sum / outputs.Length;
    }

    private static double[] Slopes(double[] outputs, double[] targets, Func<double, double> slope)
    {
        var slopes = new double[outputs.Length];
        for (int n = 0; n < outputs.Length; n++)
        {
            slopes[n] = slope(outputs[n] - targets[n]) / outputs.Length;
        }

        return slopes;
    }

    private static double MeanSquaredError(double[] outputs, double[] targets)
    {
        double sum = 0;
        for (int n = 0; n < outputs.Length; n++)
        {
            sum += (outputs[n] - targets[n]) * (outputs[n] - targets[n]);
        }

        return sum / outputs.Length;
    }

    private static double BinaryCrossentropy(bool fromLogits, double[] outputs, double[] targets)
    {
        double sum = 0;
        for (int n = 0; n < outputs.Length; n++)
        {
            double x = outputs[n];
            if (fromLogits)
            {
                sum += Math.Max(x, 0) - (x * targets[n]) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
            }
            else
            {
                double p = Clip(x);
                sum -= (targets[n] * Math.Log(p)) + ((1 - targets[n]) * Math.Log(1 - p));
            }
        }

        return sum / outputs.Length;
    }

    private static double CategoricalCrossentropy(bool fromLogits, double[] outputs, double[] targets)
    {
        double[] p = fromLogits ? ReferenceActivation.Apply(Activation.Softmax, outputs) : Normalized(outputs, out _);
        double loss = 0;
        for (int n = 0; n < outputs.Length; n++)
        {
            if (targets[n] != 0)
            {
                loss -= targets[n] * (fromLogits ? LogSoftmax(outputs, n) : Math.Log(Clip(p[n])));
            }
        }

        return loss;
    }

    private static void CategoricalGradient(bool fromLogits, double[] outputs, double[] targets, double[] gradient)
    {
        double targetSum = 0;
        foreach (double target in targets)
        {
            targetSum += target;
        }

        if (fromLogits)
        {
            double[] softmax = ReferenceActivation.Apply(Activation.Softmax, outputs);
            for (int n = 0; n < outputs.Length; n++)
            {
                gradient[n] = (softmax[n] * targetSum) - targets[n];
            }

            return;
        }

        // With p = outputs / sum, ∂pᵢ/∂outputⱼ = (δᵢⱼ − pᵢ) / sum.
        double[] p = Normalized(outputs, out double sum);
        double common = 0;
        for (int n = 0; n < outputs.Length; n++)
        {
            gradient[n] = IsClipped(p[n]) ? 0 : -targets[n] / p[n];
            common += gradient[n] * p[n];
        }

        for (int n = 0; n < outputs.Length; n++)
        {
            gradient[n] = (gradient[n] - common) / sum;
        }
    }

    private static double LogSoftmax(double[] x, int n)
    {
        double greatest = double.NegativeInfinity;
        foreach (double value in x)
        {
            greatest = Math.Max(greatest, value);
        }

        double sum = 0;
        foreach (double value in x)
        {
            sum += Math.Exp(value - greatest);
        }

        return x[n] - greatest - Math.Log(sum);
    }

    private static double[] Normalized(double[] outputs, out double sum)
    {
        sum = 0;
        foreach (double output in outputs)
        {
            sum += output;
        }

        var p = new double[outputs.Length];
        for (int n = 0; n < outputs.Length; n++)
        {
            p[n] = outputs[n] / sum;
        }

        return p;
    }

    private static double Clip(double p) => Math.Clamp(p, Epsilon, 1 - Epsilon);

    private static bool IsClipped(double p) => p is < Epsilon or > 1 - Epsilon;
}
