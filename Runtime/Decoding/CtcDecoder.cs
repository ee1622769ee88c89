using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Turns the outputs of a model that was trained with <see cref="LossKind.Ctc"/> into labels: greedily, or by prefix beam search. All memory is allocated
/// by the constructor. Used by one thread at a time.
/// </summary>
/// <example>
/// <code>
/// var decoder = new CtcDecoder(Reader.Outputs, Reader.MaxTimesteps);
/// reader.Predict(x, outputs);                              // [T, Outputs]
/// int count = decoder.BeamSearch(outputs, labels);         // labels: room for T
/// </code>
/// </example>
public sealed class CtcDecoder
{
    private readonly CtcDecoderOptions _options;
    private readonly int _classes;
    private readonly int _maxTimesteps;
    private readonly double[] _log;
    private readonly CtcPrefixes _prefixes;
    private readonly CtcBeam[] _beams;
    private readonly CtcBeam[] _next;

    // Classes by which the prefix at hand, prolonged, is another prefix of the beam.
    private readonly bool[] _inBeam;
    private int _live;
    private int _kept;

    /// <summary>Prepares decoding.</summary>
    /// <param name="classes">Outputs of a timestep, the blank included: the model's <c>Outputs</c>.</param>
    /// <param name="maxTimesteps">The longest sequence.</param>
    /// <param name="options">The blank, and how to search; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 classes, the blank is none of them, or a length or width is less than 1.</exception>
    public CtcDecoder(int classes, int maxTimesteps, CtcDecoderOptions? options = null)
    {
        options ??= new CtcDecoderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTimesteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BeamWidth, 1, nameof(options.BeamWidth));
        if ((uint)options.Blank >= (uint)classes)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Blank, $"{nameof(CtcDecoder)}: the blank is class {options.Blank}; there are the classes 0 to {classes - 1}.");
        }

        _options = options;
        _classes = classes;
        _maxTimesteps = maxTimesteps;
        _log = new double[classes];
        _inBeam = new bool[classes];
        _prefixes = new CtcPrefixes(checked((options.BeamWidth * maxTimesteps) + 1));
        _beams = new CtcBeam[options.BeamWidth];
        _next = new CtcBeam[options.BeamWidth];
    }

    /// <summary>
    /// The natural logarithm of the last result's probability: of its one path after <see cref="Greedy"/>, of all its paths that the search kept after
    /// <see cref="BeamSearch"/>.
    /// </summary>
    public double LogProbability { get; private set; }

    /// <summary>
    /// Best path decoding (Graves and others 2006, section 3.2): the most probable class of every timestep (of equals the first), repetitions removed, then
    /// blanks.
    /// </summary>
    /// <param name="outputs">The model's outputs <c>[T, Outputs]</c>, without what lies beyond the row's length.</param>
    /// <param name="labels">Receives the labels: room for T.</param>
    /// <returns>Number of labels.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit, or outputs are not finite, or no probabilities.</exception>
    public int Greedy(ReadOnlySpan<float> outputs, Span<int> labels)
    {
        int timesteps = Timesteps(outputs, labels);
        int count = 0;
        int previous = _options.Blank;
        double sum = 0.0;
        for (int t = 0; t < timesteps; t++)
        {
            Score(outputs, t);
            int best = IndexOfGreatest(outputs.Slice(t * _classes, _classes));
            sum += _log[best];
            if (best != previous && best != _options.Blank)
            {
                labels[count++] = best;
            }

            previous = best;
        }

        LogProbability = sum;
        return count;
    }

    /// <summary>
    /// Prefix beam search: after every timestep the BeamWidth most probable prefixes are kept, each with the probability of all its paths (of equals the one
    /// that was found first). Returns the most probable sequence of labels among them; exact where the beam holds all prefixes.
    /// </summary>
    /// <param name="outputs">The model's outputs <c>[T, Outputs]</c>, without what lies beyond the row's length.</param>
    /// <param name="labels">Receives the labels: room for T.</param>
    /// <returns>Number of labels.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit, or outputs are not finite, or no probabilities.</exception>
    public int BeamSearch(ReadOnlySpan<float> outputs, Span<int> labels)
    {
        int timesteps = Timesteps(outputs, labels);
        _prefixes.Clear();
        _beams[0] = new CtcBeam(Prefix: 0, Parent: -1, Label: -1, Blank: 0.0, Labelled: double.NegativeInfinity);
        _live = 1;
        for (int t = 0; t < timesteps; t++)
        {
            Score(outputs, t);
            Advance();
        }

        // The beams are in the order of their probabilities.
        LogProbability = _beams[0].Total;
        return _prefixes.CopyTo(_beams[0].Prefix, labels);
    }

    internal static int IndexOfGreatest(ReadOnlySpan<float> values)
    {
        int greatest = 0;
        for (int k = 1; k < values.Length; k++)
        {
            greatest = values[k] > values[greatest] ? k : greatest;
        }

        return greatest;
    }

    private static double Add(double a, double b) => CtcLattice.LogSum(a, b, double.NegativeInfinity);

    /// <summary>One timestep: every prefix stays what it is, by a blank or by repeating its last label, or is prolonged by a label.</summary>
    private void Advance()
    {
        _kept = 0;
        for (int b = 0; b < _live; b++)
        {
            _prefixes.SetBeam(_beams[b].Prefix, b);
        }

        for (int b = 0; b < _live; b++)
        {
            CtcBeam beam = _beams[b];
            double labelled = double.NegativeInfinity;
            if (beam.Label >= 0)
            {
                labelled = beam.Labelled + _log[beam.Label];
                int parent = _prefixes.BeamOf(beam.Parent);
                if (parent >= 0)
                {
                    labelled = Add(labelled, Prolonging(_beams[parent], beam.Label));
                }
            }

            Keep(beam with { Blank = beam.Total + _log[_options.Blank], Labelled = labelled });
            _prefixes.MarkChildren(beam.Prefix, _inBeam, mark: true);
            for (int label = 0; label < _classes; label++)
            {
                if (label != _options.Blank && !_inBeam[label])
                {
                    // The prefix gets its own number when it is kept in the end.
                    Keep(new CtcBeam(Prefix: -1, Parent: beam.Prefix, label, Blank: double.NegativeInfinity, Prolonging(beam, label)));
                }
            }

            _prefixes.MarkChildren(beam.Prefix, _inBeam, mark: false);
        }

        for (int b = 0; b < _live; b++)
        {
            _prefixes.SetBeam(_beams[b].Prefix, -1);
        }

        for (int b = 0; b < _kept; b++)
        {
            CtcBeam beam = _next[b];
            _beams[b] = beam.Prefix >= 0 ? beam : beam with { Prefix = _prefixes.Child(beam.Parent, beam.Label) };
        }

        _live = _kept;
    }

    /// <summary>A label that equals the last one prolongs the prefix only after a blank.</summary>
    private double Prolonging(in CtcBeam beam, int label) => (beam.Label == label ? beam.Blank : beam.Total) + _log[label];

    /// <summary>Puts a candidate behind those that are at least as probable, if it is among the best. What is impossible is none, except for want of others.</summary>
    private void Keep(CtcBeam candidate)
    {
        candidate = candidate with { Total = Add(candidate.Blank, candidate.Labelled) };
        if (_kept == _next.Length ? !(candidate.Total > _next[_kept - 1].Total) : _kept > 0 && double.IsNegativeInfinity(candidate.Total))
        {
            return;
        }

        int at = _kept < _next.Length ? _kept++ : _kept - 1;
        while (at > 0 && candidate.Total > _next[at - 1].Total)
        {
            _next[at] = _next[at - 1];
            at--;
        }

        _next[at] = candidate;
    }

    private int Timesteps(ReadOnlySpan<float> outputs, Span<int> labels)
    {
        int timesteps = outputs.Length / _classes;
        if (timesteps * _classes != outputs.Length || timesteps > _maxTimesteps)
        {
            throw new ArgumentException(
                $"{nameof(CtcDecoder)}: outputs has {outputs.Length} entries; expected [T, Outputs] = T·{_classes} with T up to {_maxTimesteps}.", nameof(outputs));
        }

        return labels.Length >= timesteps
            ? timesteps
            : throw new ArgumentException($"{nameof(CtcDecoder)}: labels has room for {labels.Length}; {timesteps} timesteps may hold as many labels.", nameof(labels));
    }

    /// <summary>The logarithms of the probabilities of a timestep's classes.</summary>
    private void Score(ReadOnlySpan<float> outputs, int timestep)
    {
        ReadOnlySpan<float> scores = outputs.Slice(timestep * _classes, _classes);
        bool logits = _options.Scores == DecoderScores.Logits;
        double max = logits ? scores[IndexOfGreatest(scores)] : 0.0;
        double sum = 0.0;
        for (int k = 0; k < scores.Length; k++)
        {
            if (!float.IsFinite(scores[k]) || (!logits && scores[k] < 0f))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{nameof(CtcDecoder)}: outputs, timestep {timestep}, class {k} is {scores[k]}; {(logits ? "logits are finite" : "probabilities are finite and at least 0")}."), nameof(outputs));
            }

            sum += logits ? DeterministicMath.Exp(scores[k] - max) : scores[k];
        }

        if (!(sum > 0.0))
        {
            throw new ArgumentException($"{nameof(CtcDecoder)}: outputs, timestep {timestep}: the probabilities are all 0.", nameof(outputs));
        }

        double norm = DeterministicMath.Log(sum);
        for (int k = 0; k < scores.Length; k++)
        {
            _log[k] = logits ? scores[k] - max - norm : DeterministicMath.Log(scores[k] / sum);
        }
    }
}

/// <summary>A prefix of the beam, with the logarithms of the probabilities of its paths.</summary>
/// <param name="Prefix">Its number among the prefixes; −1 while it has none.</param>
/// <param name="Parent">The prefix without the last label; −1 of the empty one.</param>
/// <param name="Label">The last label; −1 of the empty one.</param>
/// <param name="Blank">Of paths that end in a blank.</param>
/// <param name="Labelled">Of paths that end in the last label.</param>
internal readonly record struct CtcBeam(int Prefix, int Parent, int Label, double Blank, double Labelled)
{
    /// <summary>Of both together.</summary>
    public double Total { get; init; }
}
