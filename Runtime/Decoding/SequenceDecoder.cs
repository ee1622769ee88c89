using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Generates a sequence of ids with a streaming model that reads the previous id and scores the next one, from a state such as the
/// one that an encoder ended in. All memory is allocated by the constructor. Used by one thread at a time.
/// </summary>
/// <example>
/// <code>
/// var decoder = new SequenceDecoder(model.Step, Decoder.CreateState, Decoder.Outputs, new DecoderOptions { StartId = 1, EndId = 2, MaxLength = 20 });
/// start.StartFrom(encoderState);
/// int count = decoder.BeamSearch(start, ids);
/// </code>
/// </example>
public sealed class SequenceDecoder
{
    private readonly DecoderStep _step;
    private readonly DecoderOptions _options;
    private readonly float[] _scores;
    private readonly double[] _logProbabilities;
    private readonly int[] _best;
    private Beam[] _beams;
    private Beam[] _next;

    /// <summary>Prepares decoding.</summary>
    /// <param name="step">The model's step.</param>
    /// <param name="createState">Makes a state of the model: its <c>CreateState</c>.</param>
    /// <param name="vocabulary">Number of scores that a step returns: the model's <c>Outputs</c>.</param>
    /// <param name="options">Start, end, greatest length, and how to search.</param>
    /// <exception cref="ArgumentNullException">An argument is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no id, an id is none of the vocabulary, or a length or width is less than 1.</exception>
    public SequenceDecoder(DecoderStep step, Func<ModelState> createState, int vocabulary, DecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(createState);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        RequireId(options.EndId, vocabulary, nameof(options.EndId));
        ArgumentOutOfRangeException.ThrowIfNegative(options.StartId, nameof(options.StartId));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLength, 1, nameof(options.MaxLength));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BeamWidth, 1, nameof(options.BeamWidth));
        if (!(options.LengthPenalty >= 0 && double.IsFinite(options.LengthPenalty)))
        {
            throw new ArgumentOutOfRangeException(nameof(options.LengthPenalty), options.LengthPenalty, $"The length penalty must be a finite number of at least 0, it is {options.LengthPenalty}.");
        }

        _step = step;
        _options = options;
        _scores = new float[vocabulary];
        _logProbabilities = new double[vocabulary];
        _best = new int[options.MaxLength];
        _beams = CreateBeams(createState);
        _next = CreateBeams(createState);
    }

    /// <summary>The natural logarithm of the last result's probability, its end included where it has one.</summary>
    public double LogProbability { get; private set; }

    /// <summary>The last result ended with the end id, rather than at the greatest length.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes the most probable id at every step; of equal ones the lowest.</summary>
    /// <param name="start">The state to start from, which stays as it is.</param>
    /// <param name="ids">Receives the ids, without start and end: room for MaxLength.</param>
    /// <returns>Number of ids.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is too short, or the state belongs to another model; nothing was computed.</exception>
    /// <exception cref="InvalidOperationException">The model returned a score that is NaN or infinite, only scores of −∞, or a negative probability.</exception>
    public int Greedy(ModelState start, Span<int> ids)
    {
        Begin(start, ids.Length);
        Beam beam = _beams[0];
        double sum = 0.0;
        int previous = _options.StartId;
        Ended = false;
        int count = 0;
        while (count < _options.MaxLength)
        {
            Score(beam.State, previous);
            int best = 0;
            for (int id = 1; id < _logProbabilities.Length; id++)
            {
                best = _logProbabilities[id] > _logProbabilities[best] ? id : best;
            }

            sum += _logProbabilities[best];
            if (best == _options.EndId)
            {
                Ended = true;
                break;
            }

            ids[count++] = best;
            previous = best;
        }

        LogProbability = sum;
        return count;
    }

    /// <summary>
    /// Keeps the BeamWidth most probable sequences at every step and returns the best one that ended; if none did, the most probable one of the greatest
    /// length. Of equal ones, the one that was found first.
    /// </summary>
    /// <param name="start">The state to start from, which stays as it is.</param>
    /// <param name="ids">Receives the ids, without start and end: room for MaxLength.</param>
    /// <returns>Number of ids.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is too short, or the state belongs to another model; nothing was computed.</exception>
    /// <exception cref="InvalidOperationException">The model returned a score that is NaN or infinite, only scores of −∞, or a negative probability.</exception>
    public int BeamSearch(ModelState start, Span<int> ids)
    {
        Begin(start, ids.Length);
        int live = 1;
        int bestLength = -1;
        double bestValue = double.NegativeInfinity;
        double bestSum = double.NegativeInfinity;
        for (int length = 0; length < _options.MaxLength && live > 0; length++)
        {
            int candidates = 0;
            for (int b = 0; b < live; b++)
            {
                Beam beam = _beams[b];
                Score(beam.State, length == 0 ? _options.StartId : beam.Ids[length - 1]);
                double ended = beam.Sum + _logProbabilities[_options.EndId];
                if (ended > double.NegativeInfinity && ended / Penalty(length + 1) > bestValue)
                {
                    bestValue = ended / Penalty(length + 1);
                    bestSum = ended;
                    bestLength = length;
                    beam.Ids.AsSpan(0, length).CopyTo(_best);
                }

                candidates = AddCandidates(beam, candidates);
            }

            live = Extend(candidates, length);

            // A sum only falls; divided by the penalty of the greatest length it is the best that a live sequence can come to.
            if (live > 0 && _beams[0].Sum / Penalty(_options.MaxLength) <= bestValue)
            {
                break;
            }
        }

        Ended = bestLength >= 0;
        if (!Ended && live > 0)
        {
            bestLength = _options.MaxLength;
            bestSum = _beams[0].Sum;
            _beams[0].Ids.CopyTo(_best, 0);
        }

        LogProbability = bestSum;
        int count = Math.Max(bestLength, 0);
        _best.AsSpan(0, count).CopyTo(ids);
        return count;
    }

    /// <summary>Puts a sequence's continuations among the best of this step, best first. They wait in <c>_next</c>.</summary>
    private int AddCandidates(Beam beam, int candidates)
    {
        for (int id = 0; id < _logProbabilities.Length; id++)
        {
            double sum = beam.Sum + _logProbabilities[id];
            bool isFull = candidates == _next.Length;
            if (id == _options.EndId || sum == double.NegativeInfinity || (isFull && sum <= _next[candidates - 1].Sum))
            {
                continue;
            }

            int place = isFull ? candidates - 1 : candidates++;
            Beam slot = _next[place];
            for (; place > 0 && _next[place - 1].Sum < sum; place--)
            {
                _next[place] = _next[place - 1];
            }

            _next[place] = slot;
            slot.Sum = sum;
            slot.Id = id;
            slot.Parent = beam;
        }

        return candidates;
    }

    /// <summary>Makes the waiting continuations the sequences of the next step.</summary>
    private int Extend(int candidates, int length)
    {
        for (int i = 0; i < candidates; i++)
        {
            Beam beam = _next[i];
            beam.Parent!.Ids.AsSpan(0, length).CopyTo(beam.Ids);
            beam.Ids[length] = beam.Id;
            beam.State.CopyFrom(beam.Parent.State);
        }

        (_beams, _next) = (_next, _beams);
        return candidates;
    }

    private void Begin(ModelState start, int room)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (room < _options.MaxLength)
        {
            throw new ArgumentException($"ids has room for {room}; expected MaxLength = {_options.MaxLength}.", "ids");
        }

        _beams[0].State.CopyFrom(start);
        _beams[0].Sum = 0.0;
    }

    /// <summary>One step of the model, and the logarithms of the probabilities of all ids.</summary>
    private void Score(ModelState state, int previous)
    {
        _step(state, new ReadOnlySpan<int>(in previous), _scores);
        double greatest = double.NegativeInfinity;
        foreach (float score in _scores)
        {
            if (float.IsNaN(score))
            {
                throw new InvalidOperationException($"{state.Shape.ModelName}: the scores of the id that follows {previous} hold NaN.");
            }

            greatest = Math.Max(greatest, score);
        }

        if (!double.IsFinite(greatest))
        {
            throw new InvalidOperationException($"{state.Shape.ModelName}: of the scores of the id that follows {previous} the greatest is {(greatest > 0 ? "infinity" : "minus infinity")}; at least one must be finite, and none infinite.");
        }

        if (_options.Scores == DecoderScores.Probabilities)
        {
            for (int i = 0; i < _scores.Length; i++)
            {
                if (_scores[i] < 0)
                {
                    throw new InvalidOperationException(FormattableString.Invariant($"{state.Shape.ModelName}: a score of the id that follows {previous} is {_scores[i]}, which is no probability. Where the last layer has no softmax, leave Scores out of the options."));
                }

                _logProbabilities[i] = _scores[i] > 0 ? DeterministicMath.Log(_scores[i]) : double.NegativeInfinity;
            }

            return;
        }

        double sum = 0.0;
        for (int i = 0; i < _scores.Length; i++)
        {
            sum += DeterministicMath.Exp(_scores[i] - greatest);
        }

        double normalizer = greatest + DeterministicMath.Log(sum);
        for (int i = 0; i < _scores.Length; i++)
        {
            _logProbabilities[i] = _scores[i] - normalizer;
        }
    }

    private double Penalty(int length)
        => _options.LengthPenalty == 0 ? 1.0 : DeterministicMath.Exp(_options.LengthPenalty * DeterministicMath.Log((5.0 + length) / 6.0));

    private Beam[] CreateBeams(Func<ModelState> createState)
    {
        var beams = new Beam[_options.BeamWidth];
        for (int i = 0; i < beams.Length; i++)
        {
            beams[i] = new Beam(createState(), _options.MaxLength);
        }

        return beams;
    }

    private static void RequireId(int id, int vocabulary, string name)
    {
        if ((uint)id >= (uint)vocabulary)
        {
            throw new ArgumentOutOfRangeException(name, id, $"{name} is {id}; the decoder scores ids from 0 to {vocabulary - 1}.");
        }
    }

    /// <summary>A sequence under construction.</summary>
    private sealed class Beam(ModelState state, int maxLength)
    {
        public readonly ModelState State = state;
        public readonly int[] Ids = new int[maxLength];
        public double Sum;

        // A continuation that waits: whose, and by which id.
        public Beam? Parent;
        public int Id;
    }
}
