using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Decoding;

/// <summary>Greedy decoding and beam search against all sequences there are, with a decoder that is a table of random numbers.</summary>
public sealed class SequenceDecoderTests
{
    private const int Vocabulary = 4;
    private const int Start = 7;
    private const int End = 2;
    private const int MaxLength = 5;

    private static readonly ModelShape s_shape = new("Toy", 1, 8, 1, Vocabulary, true, false, [new StateTensor("gru.h", 3)]);

    /// <summary>Scores that depend on everything read so far, which the state hashes; extreme enough for beams to matter.</summary>
    private static void Step(ModelState state, ReadOnlySpan<int> id, Span<float> scores)
    {
        Span<float> h = state.Tensor("gru.h");
        h[0] = ((h[0] * 31) + id[0] + 1 + h[2]) % 1009;
        var random = new Random((int)h[0]);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)((random.NextDouble() * 4) - 2);
        }
    }

    private static void StepProbabilities(ModelState state, ReadOnlySpan<int> id, Span<float> scores)
    {
        Step(state, id, scores);
        float sum = 0;
        foreach (float score in scores)
        {
            sum += MathF.Exp(score);
        }

        foreach (ref float score in scores)
        {
            score = MathF.Exp(score) / sum;
        }
    }

    private static ModelState StateOf(int seed)
    {
        var state = new ModelState(s_shape);
        state.CopyFrom([seed, 0, seed % 5]);
        return state;
    }

    private static SequenceDecoder Create(int width, double penalty = 0, DecoderScores scores = DecoderScores.Logits)
        => new(scores == DecoderScores.Logits ? Step : StepProbabilities, () => new ModelState(s_shape), Vocabulary, new DecoderOptions { StartId = Start, EndId = End, MaxLength = MaxLength, BeamWidth = width, LengthPenalty = penalty, Scores = scores });

    /// <summary>All sequences with their log-probabilities; those of the greatest length have not ended.</summary>
    private static IEnumerable<(int[] Ids, double Sum, bool Ended)> All(ModelState state, int[] ids, double sum)
    {
        var after = new ModelState(s_shape);
        after.CopyFrom(state);
        float[] scores = new float[Vocabulary];
        Step(after, [ids.Length == 0 ? Start : ids[^1]], scores);
        double normalizer = Math.Log(scores.Sum(s => Math.Exp(s)));
        for (int id = 0; id < Vocabulary; id++)
        {
            double next = sum + scores[id] - normalizer;
            if (id == End)
            {
                yield return (ids, next, true);
            }
            else if (ids.Length + 1 == MaxLength)
            {
                yield return ([.. ids, id], next, false);
            }
            else
            {
                foreach ((int[], double, bool) longer in All(after, [.. ids, id], next))
                {
                    yield return longer;
                }
            }
        }
    }

    [Theory]
    [InlineData(0, DecoderScores.Logits)]
    [InlineData(0, DecoderScores.Probabilities)]
    [InlineData(0.7, DecoderScores.Logits)]
    [InlineData(3, DecoderScores.Logits)]
    public void AWideBeamFindsTheBestOfAllSequences(double penalty, DecoderScores scores)
    {
        SequenceDecoder decoder = Create(width: 300, penalty, scores);
        int[] ids = new int[MaxLength];
        var lengths = new HashSet<int>();
        for (int seed = 0; seed < 40; seed++)
        {
            ModelState start = StateOf(seed);
            (int[] best, double sum, _) = All(start, [], 0).Where(s => s.Ended).MaxBy(s => s.Sum / Math.Pow((5.0 + s.Ids.Length + 1) / 6.0, penalty));
            int count = decoder.BeamSearch(start, ids);
            Assert.Equal(best, ids[..count]);
            Assert.Equal(sum, decoder.LogProbability, 1e-5);
            Assert.True(decoder.Ended);
            Assert.Equal(seed, start.Tensor("gru.h")[0]);
            lengths.Add(count);
        }

        Assert.True(lengths.Count > 1);
    }

    [Fact]
    public void ANarrowBeamKeepsTheBestOfEachStep()
    {
        const int Width = 2;
        SequenceDecoder decoder = Create(Width);
        int[] ids = new int[MaxLength];
        int worse = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            // The same search on all prefixes, without a bound to stop at.
            (int[] Ids, double Sum)[] every = [.. All(StateOf(seed), [], 0).Where(s => s.Ended).Select(s => (s.Ids, s.Sum))];
            double Prefix(int[] prefix) => Prefixes(StateOf(seed), prefix);
            int[][] live = [[]];
            (int[] Ids, double Sum) best = ([], double.NegativeInfinity);
            for (int length = 0; length < MaxLength; length++)
            {
                foreach (int[] prefix in live)
                {
                    (int[] Ids, double Sum) ended = every.Single(s => s.Ids.SequenceEqual(prefix));
                    best = ended.Sum > best.Sum ? ended : best;
                }

                live = [.. live.SelectMany(p => Enumerable.Range(0, Vocabulary).Where(id => id != End).Select(id => (int[])[.. p, id])).OrderByDescending(Prefix).Take(Width)];
            }

            int count = decoder.BeamSearch(StateOf(seed), ids);
            Assert.Equal(best.Ids, ids[..count]);
            Assert.Equal(best.Sum, decoder.LogProbability, 1e-5);
            worse += best.Sum < every.Max(s => s.Sum) ? 1 : 0;
        }

        Assert.InRange(worse, 1, 39);
    }

    private static double Prefixes(ModelState state, int[] prefix)
    {
        double sum = 0;
        float[] scores = new float[Vocabulary];
        for (int i = 0; i < prefix.Length; i++)
        {
            Step(state, [i == 0 ? Start : prefix[i - 1]], scores);
            sum += scores[prefix[i]] - Math.Log(scores.Sum(s => Math.Exp(s)));
        }

        return sum;
    }

    [Fact]
    public void GreedyTakesTheMostProbableIdOfEachStep()
    {
        SequenceDecoder decoder = Create(width: 1);
        int[] ids = new int[MaxLength];
        int cut = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            ModelState state = StateOf(seed);
            var expected = new List<int>();
            float[] scores = new float[Vocabulary];
            bool ended = false;
            while (!ended && expected.Count < MaxLength)
            {
                Step(state, [expected.Count == 0 ? Start : expected[^1]], scores);
                int best = Array.IndexOf(scores, scores.Max());
                ended = best == End;
                if (!ended)
                {
                    expected.Add(best);
                }
            }

            int count = decoder.Greedy(StateOf(seed), ids);
            Assert.Equal(expected, ids[..count]);
            Assert.Equal(ended, decoder.Ended);
            cut += ended ? 0 : 1;
        }

        Assert.InRange(cut, 1, 39);
    }

    [Fact]
    public void WithoutAnEndTheMostProbableLongestSequenceIsReturned()
    {
        void Endless(ModelState state, ReadOnlySpan<int> id, Span<float> scores)
        {
            Step(state, id, scores);
            scores[End] = float.NegativeInfinity;
        }

        var decoder = new SequenceDecoder(Endless, () => new ModelState(s_shape), Vocabulary, new DecoderOptions { StartId = Start, EndId = End, MaxLength = MaxLength, BeamWidth = 300 });
        int[] ids = new int[MaxLength];
        Assert.Equal(MaxLength, decoder.BeamSearch(StateOf(3), ids));
        Assert.False(decoder.Ended);
        Assert.DoesNotContain(End, ids);
        Assert.True(decoder.LogProbability < 0);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        SequenceDecoder decoder = Create(width: 3, penalty: 0.6);
        int[] ids = new int[MaxLength];
        ModelState start = StateOf(11);
        var scratch = new ModelState(s_shape);
        void Run()
        {
            scratch.StartFrom(start);
            decoder.Greedy(scratch, ids);
            decoder.BeamSearch(scratch, ids);
        }

        // The table's own generator allocates: what remains is the same for any number of beams.
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] scores = new float[Vocabulary];
        Step(scratch, [1], scores);
        Step(scratch, [1], scores);
        long perStep = (GC.GetAllocatedBytesForCurrentThread() - before) / 2;
        before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= perStep * MaxLength * 4);
    }

    [Fact]
    public void WrongUseIsRefused()
    {
        ModelState start = StateOf(1);
        SequenceDecoder decoder = Create(width: 2);
        Assert.StartsWith("ids has room for 4; expected MaxLength = 5.", Assert.Throws<ArgumentException>(() => decoder.Greedy(start, new int[4])).Message);
        Assert.StartsWith("ids has room for 4; expected MaxLength = 5.", Assert.Throws<ArgumentException>(() => decoder.BeamSearch(start, new int[4])).Message);
        Assert.Throws<ArgumentNullException>(() => decoder.Greedy(null!, new int[5]));
        var other = new ModelShape("Other", 1, 8, 1, 4, true, false, [new StateTensor("lstm.h", 3), new StateTensor("lstm.c", 3)]);
        Assert.Throws<ArgumentException>(() => decoder.Greedy(new ModelState(other), new int[5]));
        Assert.StartsWith(
            "Toy has the states gru.h [3]; Other has lstm.h [3], lstm.c [3]. Give both the same units, or copy tensor by tensor with Tensor(name).",
            Assert.Throws<ArgumentException>(() => start.StartFrom(new ModelState(other))).Message);
        Assert.StartsWith("Other has no state 'gru.h'; it has lstm.h [3], lstm.c [3].", Assert.Throws<ArgumentException>(() => new ModelState(other).Tensor("gru.h").Length).Message);

        void Nan(ModelState state, ReadOnlySpan<int> id, Span<float> scores) => scores.Fill(float.NaN);
        var broken = new SequenceDecoder(Nan, () => new ModelState(s_shape), Vocabulary, new DecoderOptions { StartId = Start, EndId = End, MaxLength = 3 });
        Assert.Equal("Toy: the scores of the id that follows 7 hold NaN.", Assert.Throws<InvalidOperationException>(() => broken.Greedy(start, new int[3])).Message);

        var logits = new SequenceDecoder((_, _, y) => y.Fill(-0.5f), () => new ModelState(s_shape), Vocabulary, new DecoderOptions { StartId = Start, EndId = End, MaxLength = 3, Scores = DecoderScores.Probabilities });
        Assert.Equal(
            "Toy: a score of the id that follows 7 is -0.5, which is no probability. Where the last layer has no softmax, leave Scores out of the options.",
            Assert.Throws<InvalidOperationException>(() => logits.Greedy(start, new int[3])).Message);

        foreach ((float[] scores, string greatest) in new[] { (new[] { 0f, float.PositiveInfinity, 0, 0 }, "infinity"), ([.. Enumerable.Repeat(float.NegativeInfinity, Vocabulary)], "minus infinity") })
        {
            var infinite = new SequenceDecoder((_, _, y) => scores.CopyTo(y), () => new ModelState(s_shape), Vocabulary, new DecoderOptions { StartId = Start, EndId = End, MaxLength = 3 });
            Assert.Equal(
                $"Toy: of the scores of the id that follows 7 the greatest is {greatest}; at least one must be finite, and none infinite.",
                Assert.Throws<InvalidOperationException>(() => infinite.BeamSearch(start, new int[3])).Message);
        }

        foreach (DecoderOptions options in new[]
        {
            new DecoderOptions { StartId = -1, EndId = 2, MaxLength = 3 },
            new DecoderOptions { StartId = 0, EndId = 4, MaxLength = 3 },
            new DecoderOptions { StartId = 0, EndId = 2, MaxLength = 0 },
            new DecoderOptions { StartId = 0, EndId = 2, MaxLength = 3, BeamWidth = 0 },
            new DecoderOptions { StartId = 0, EndId = 2, MaxLength = 3, LengthPenalty = double.NaN },
        })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceDecoder(Step, () => new ModelState(s_shape), Vocabulary, options));
        }
    }

    [Fact]
    public void TensorsAreViewsOfTheState()
    {
        var shape = new ModelShape("Two", 1, 0, 1, 1, true, false, [new StateTensor("a.h", 3), new StateTensor("a.c", 17), new StateTensor("b.h", 2)]);
        var state = new ModelState(shape);
        state.CopyFrom([.. Enumerable.Range(0, 22).Select(i => (float)i)]);
        Assert.Equal([3f, 4f], state.Tensor("a.c")[..2].ToArray());
        Assert.Equal(17, state.Tensor("a.c").Length);
        Assert.Equal([20f, 21f], state.Tensor("b.h").ToArray());
        state.Tensor("b.h")[1] = -1;
        float[] all = new float[22];
        state.CopyTo(all);
        Assert.Equal(-1f, all[21]);
        var twin = new ModelState(shape with { ModelName = "Twin" });
        twin.StartFrom(state);
        float[] copied = new float[22];
        twin.CopyTo(copied);
        Assert.Equal(all, copied);
    }
}
