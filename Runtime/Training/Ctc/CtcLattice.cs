using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Connectionist temporal classification: −ln P(labels | outputs), the sum over all alignments of the labels with the timesteps, and its gradient, by
/// the forward-backward algorithm of Graves, Fernández, Gomez and Schmidhuber 2006 (equations 5 to 16), in the logarithm and in double. One row at a
/// time; the memory is that of the constructor.
/// </summary>
internal sealed class CtcLattice
{
    /// <summary>Keras' epsilon: probabilities are clipped to [ε, 1 − ε].</summary>
    private const double Epsilon = 1e-7;

    private readonly int _classes;
    private readonly int _blank;
    private readonly bool _fromLogits;

    // Outputs of the row that count: their timesteps, and the logarithm of what each divides its classes by.
    private readonly int[] _timesteps;
    private readonly double[] _norms;

    // ln y of the blank and of every label at each timestep: [timesteps, labels + 1].
    private readonly double[] _emissions;

    // ln α of Graves' equation 6: [timesteps, 2·labels + 1].
    private readonly double[] _alpha;
    private readonly double[] _beta;
    private readonly double[] _posterior;
    private readonly int[] _path;
    private readonly int[] _distances;

    // Labels that a row which can be aligned has at most.
    private readonly int _room;
    private int _count;

    /// <summary>Memory for rows of at most so many timesteps and labels.</summary>
    public CtcLattice(int timesteps, int labels, int classes, int blank, bool fromLogits)
    {
        MaxLabels = labels;
        _path = new int[timesteps];
        _distances = new int[labels + 1];

        // More labels than timesteps cannot be aligned.
        labels = Math.Min(labels, timesteps);
        _classes = classes;
        _blank = blank;
        _fromLogits = fromLogits;
        _room = labels;
        _timesteps = new int[timesteps];
        _norms = new double[timesteps];
        _emissions = new double[checked(timesteps * (labels + 1))];
        _alpha = new double[checked(timesteps * ((2 * labels) + 1))];
        _beta = new double[(2 * labels) + 1];
        _posterior = new double[classes];
    }

    /// <summary>The most labels that fit.</summary>
    public int MaxLabels { get; }

    /// <summary>The fewest timesteps that labels can be aligned with: one for each, and a blank between equal neighbours.</summary>
    public static int FewestTimesteps(ReadOnlySpan<int> labels)
    {
        int count = labels.Length;
        for (int i = 1; i < labels.Length; i++)
        {
            count += labels[i] == labels[i - 1] ? 1 : 0;
        }

        return count;
    }

    /// <summary>Begins a row.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a timestep whose outputs count.</summary>
    public void Add(int timestep) => _timesteps[_count++] = timestep;

    /// <summary>The loss of the row, and its gradient at the timesteps that were added.</summary>
    /// <param name="outputs">The row's outputs <c>[T, classes]</c>.</param>
    /// <param name="labels">Labels that can be aligned with the timesteps, none of them the blank.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="gradient">Receives scale · ∂loss/∂outputs, in the shape of the outputs; empty if it is not wanted.</param>
    public double Loss(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, double scale, Span<float> gradient)
    {
        if (_count == 0)
        {
            return 0.0;
        }

        for (int t = 0; t < _count; t++)
        {
            Emit(t, outputs.Slice(_timesteps[t] * _classes, _classes), labels);
        }

        double logProbability = Forward(labels);
        if (!gradient.IsEmpty)
        {
            Backward(outputs, labels, logProbability, scale, gradient);
        }

        return -logProbability;
    }

    /// <summary>
    /// The share of labels that best path decoding gets wrong: its edit distance over the number of labels, or over 1 where there is none.
    /// </summary>
    /// <param name="outputs">The row's outputs <c>[T, classes]</c>.</param>
    /// <param name="labels">The right labels.</param>
    public double LabelErrors(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        int count = 0;
        int previous = _blank;
        for (int t = 0; t < _count; t++)
        {
            int best = CtcDecoder.IndexOfGreatest(outputs.Slice(_timesteps[t] * _classes, _classes));
            if (best != previous && best != _blank)
            {
                _path[count++] = best;
            }

            previous = best;
        }

        return (double)EditDistance.Between(_path.AsSpan(0, count), labels, _distances) / Math.Max(labels.Length, 1);
    }

    /// <summary>ln(e^a + e^b + e^c). What is less than 2^−54 of the greatest changes no bit of the sum, and is not computed.</summary>
    internal static double LogSum(double a, double b, double c)
    {
        double max = Math.Max(Math.Max(a, b), c);
        if (double.IsNegativeInfinity(max))
        {
            return max;
        }

        // The one of the greatest is e^0 = 1 exactly.
        double sum = Term(a - max) + Term(b - max) + Term(c - max);
        return sum == 1.0 ? max : max + DeterministicMath.Log(sum);

        static double Term(double difference) => difference == 0.0 ? 1.0 : difference > -38.0 ? DeterministicMath.Exp(difference) : 0.0;
    }

    private void Emit(int t, ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        double norm;
        if (_fromLogits)
        {
            double max = outputs[CtcDecoder.IndexOfGreatest(outputs)];
            double sum = 0.0;
            foreach (float output in outputs)
            {
                sum += DeterministicMath.Exp(output - max);
            }

            norm = max + DeterministicMath.Log(sum);
        }
        else
        {
            norm = 0.0;
            foreach (float output in outputs)
            {
                norm += output;
            }
        }

        _norms[t] = norm;
        Span<double> emissions = _emissions.AsSpan(t * (_room + 1), labels.Length + 1);
        emissions[0] = Emission(outputs[_blank], norm);
        for (int i = 0; i < labels.Length; i++)
        {
            emissions[i + 1] = Emission(outputs[labels[i]], norm);
        }
    }

    private double Emission(float output, double norm)
        => _fromLogits ? output - norm : DeterministicMath.Log(Math.Clamp(output / norm, Epsilon, 1.0 - Epsilon));

    /// <summary>States 0, 2, 4, … are blanks, state 2i + 1 is label i.</summary>
    private static int Symbol(int state) => (state & 1) == 0 ? 0 : (state >> 1) + 1;

    /// <summary>A label can follow the label before it without a blank between them, unless they are equal.</summary>
    private static bool CanSkip(ReadOnlySpan<int> labels, int state) => (state & 1) == 1 && state >= 3 && labels[state >> 1] != labels[(state >> 1) - 1];

    private double Forward(ReadOnlySpan<int> labels)
    {
        int states = (2 * labels.Length) + 1;
        int stride = (2 * _room) + 1;
        for (int t = 0; t < _count; t++)
        {
            Span<double> alpha = _alpha.AsSpan(t * stride, states);
            ReadOnlySpan<double> before = t == 0 ? default : _alpha.AsSpan((t - 1) * stride, states);
            ReadOnlySpan<double> emissions = _emissions.AsSpan(t * (_room + 1), labels.Length + 1);
            for (int s = 0; s < states; s++)
            {
                if (t == 0)
                {
                    alpha[s] = s < 2 ? emissions[s] : double.NegativeInfinity;
                    continue;
                }

                double one = s >= 1 ? before[s - 1] : double.NegativeInfinity;
                double two = CanSkip(labels, s) ? before[s - 2] : double.NegativeInfinity;
                alpha[s] = LogSum(before[s], one, two) + emissions[Symbol(s)];
            }
        }

        ReadOnlySpan<double> last = _alpha.AsSpan((_count - 1) * stride, states);
        return LogSum(last[states - 1], states > 1 ? last[states - 2] : double.NegativeInfinity, double.NegativeInfinity);
    }

    /// <summary>
    /// The gradient for an output is that of a cross-entropy against the posterior Σ α·β / P of its class. β here leaves out the emission of its own
    /// timestep.
    /// </summary>
    private void Backward(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, double logProbability, double scale, Span<float> gradient)
    {
        int states = (2 * labels.Length) + 1;
        int stride = (2 * _room) + 1;
        Span<double> beta = _beta.AsSpan(0, states);
        beta.Fill(double.NegativeInfinity);
        beta[^1] = 0.0;
        if (states > 1)
        {
            beta[^2] = 0.0;
        }

        for (int t = _count - 1; t >= 0; t--)
        {
            ReadOnlySpan<double> alpha = _alpha.AsSpan(t * stride, states);
            ReadOnlySpan<double> emissions = _emissions.AsSpan(t * (_room + 1), labels.Length + 1);
            Array.Clear(_posterior);
            for (int s = 0; s < states; s++)
            {
                _posterior[(s & 1) == 0 ? _blank : labels[s >> 1]] += DeterministicMath.Exp(alpha[s] + beta[s] - logProbability);
            }

            int timestep = _timesteps[t] * _classes;
            OutputGradient(outputs.Slice(timestep, _classes), _norms[t], scale, gradient.Slice(timestep, _classes));
            for (int s = 0; s < states; s++)
            {
                beta[s] += emissions[Symbol(s)];
            }

            for (int s = 0; s < states; s++)
            {
                double one = s + 1 < states ? beta[s + 1] : double.NegativeInfinity;
                double two = s + 2 < states && CanSkip(labels, s + 2) ? beta[s + 2] : double.NegativeInfinity;
                beta[s] = LogSum(beta[s], one, two);
            }
        }
    }

    private void OutputGradient(ReadOnlySpan<float> outputs, double norm, double scale, Span<float> gradient)
    {
        if (_fromLogits)
        {
            for (int k = 0; k < outputs.Length; k++)
            {
                gradient[k] = (float)((DeterministicMath.Exp(outputs[k] - norm) - _posterior[k]) * scale);
            }

            return;
        }

        // ∂/∂o_k of −Σ γ_j ln(o_j / Σo) = Σγ/Σo − γ_k/o_k, over the classes that are not clipped.
        double unclipped = 0.0;
        for (int k = 0; k < outputs.Length; k++)
        {
            unclipped += IsClipped(outputs[k] / norm) ? 0.0 : _posterior[k];
        }

        for (int k = 0; k < outputs.Length; k++)
        {
            double own = IsClipped(outputs[k] / norm) ? 0.0 : _posterior[k] / outputs[k];
            gradient[k] = (float)(((unclipped / norm) - own) * scale);
        }
    }

    private static bool IsClipped(double p) => p is < Epsilon or > 1.0 - Epsilon;
}
