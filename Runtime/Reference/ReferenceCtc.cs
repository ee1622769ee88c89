using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The CTC loss of a row in double precision: the forward recursion over the labels with blanks between them, in the logarithm, and the gradient by
/// differentiating each of its sums, last one first. No β: it shares neither code nor formula with training.
/// </summary>
internal static class ReferenceCtc
{
    /// <summary>The loss of a row times a factor; its gradient is added to that of the outputs.</summary>
    public static double Add(OutputHead head, ReferencePass pass, ReferenceExample example, double factor, double[][] gradients)
    {
        int[] labels = example.Labels ?? throw new ArgumentException("A CTC loss needs the labels of each row.", nameof(example));
        var active = new List<int>();
        for (int t = 0; t < pass.Outputs.Length; t++)
        {
            if (pass.Active[t])
            {
                active.Add(t);
            }
        }

        int fewest = labels.Length;
        for (int i = 1; i < labels.Length; i++)
        {
            fewest += labels[i] == labels[i - 1] ? 1 : 0;
        }

        if (fewest > active.Count)
        {
            return head.ZeroInfinity ? 0 : throw new ArgumentException($"{labels.Length} labels need {fewest} timesteps, the row has {active.Count}.", nameof(example));
        }

        return factor * Value(head, pass.Outputs, active, labels, factor, gradients);
    }

    private static double Value(OutputHead head, double[][] outputs, List<int> active, int[] labels, double factor, double[][] gradients)
    {
        int states = (2 * labels.Length) + 1;
        int[] symbols = new int[states];
        for (int s = 0; s < states; s++)
        {
            symbols[s] = s % 2 == 0 ? head.Blank : labels[s / 2];
        }

        int Reach(int s) => s % 2 == 1 && s > 1 && symbols[s] != symbols[s - 2] ? 2 : 1;

        var alpha = new double[active.Count][];
        for (int t = 0; t < active.Count; t++)
        {
            alpha[t] = new double[states];
            for (int s = 0; s < states; s++)
            {
                double before = t == 0 ? (s < 2 ? 0 : double.NegativeInfinity) : LogSum(alpha[t - 1], Math.Max(s - Reach(s), 0), s);
                alpha[t][s] = before + LogProbability(head, outputs[active[t]], symbols[s]);
            }
        }

        // ∂ ln P / ∂ α, from the last timestep on.
        double logProbability = LogSum(alpha[^1], Math.Max(states - 2, 0), states - 1);
        double[] slope = new double[states];
        for (int s = Math.Max(states - 2, 0); s < states; s++)
        {
            slope[s] = Math.Exp(alpha[^1][s] - logProbability);
        }

        for (int t = active.Count - 1; t >= 0; t--)
        {
            var earlier = new double[states];
            double[] own = new double[outputs[active[t]].Length];
            for (int s = 0; s < states; s++)
            {
                own[symbols[s]] -= slope[s];
                if (t == 0 || slope[s] == 0)
                {
                    continue;
                }

                int first = Math.Max(s - Reach(s), 0);
                double sum = LogSum(alpha[t - 1], first, s);
                for (int from = first; from <= s; from++)
                {
                    earlier[from] += slope[s] * Math.Exp(alpha[t - 1][from] - sum);
                }
            }

            // Σ −slope · ∂ ln y: what a cross-entropy's gradient is, the slopes its targets.
            double[] gradient = ReferenceLoss.Gradient(LossKind.CategoricalCrossentropy, head.FromLogits, outputs[active[t]], Array.ConvertAll(own, v => -v));
            for (int k = 0; k < gradient.Length; k++)
            {
                gradients[active[t]][k] += factor * gradient[k];
            }

            slope = earlier;
        }

        return -logProbability;
    }

    private static double LogProbability(OutputHead head, double[] outputs, int symbol)
    {
        var target = new double[outputs.Length];
        target[symbol] = 1;
        return -ReferenceLoss.Value(LossKind.CategoricalCrossentropy, head.FromLogits, outputs, target);
    }

    private static double LogSum(double[] values, int first, int last)
    {
        double greatest = double.NegativeInfinity;
        for (int i = first; i <= last; i++)
        {
            greatest = Math.Max(greatest, values[i]);
        }

        if (double.IsNegativeInfinity(greatest))
        {
            return greatest;
        }

        double sum = 0;
        for (int i = first; i <= last; i++)
        {
            sum += Math.Exp(values[i] - greatest);
        }

        return greatest + Math.Log(sum);
    }
}
