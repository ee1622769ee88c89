using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Tests.Training;
using Xunit;

namespace ModelGen.Tests.Decoding;

/// <summary>Greedy and prefix beam search of a CTC model's outputs, against all paths one by one.</summary>
public sealed class CtcDecoderTests
{
    private const int Timesteps = 5, Classes = 3;

    public static TheoryData<int, int, DecoderScores> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, DecoderScores>();
            for (int seed = 0; seed < 12; seed++)
            {
                cases.Add(seed, seed % Classes, seed % 2 == 0 ? DecoderScores.Logits : DecoderScores.Probabilities);
            }

            return cases;
        }
    }

    /// <summary>A beam that holds every prefix finds the most probable labels, with the probability of all their paths.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void AWideBeamIsExact(int seed, int blank, DecoderScores scores)
    {
        (float[] outputs, Dictionary<string, double> paths) = Random(seed, blank, scores);
        var decoder = new CtcDecoder(Classes, Timesteps + 2, new CtcDecoderOptions { Blank = blank, BeamWidth = 100, Scores = scores });
        int[] labels = new int[Timesteps];
        int count = decoder.BeamSearch(outputs, labels);
        KeyValuePair<string, double> best = paths.MaxBy(p => p.Value);
        Assert.Equal(best.Key, CtcLossTests.Key(labels[..count]));
        Assert.Equal(Math.Log(best.Value), decoder.LogProbability, 1e-9);

        // The same again: nothing is left of the search before.
        Assert.Equal(count, decoder.BeamSearch(outputs, labels));
        Assert.Equal(Math.Log(best.Value), decoder.LogProbability, 1e-9);
    }

    /// <summary>A narrow beam has some of the paths, and a wider one of the same sequence no fewer.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void ANarrowBeamIsALowerBound(int seed, int blank, DecoderScores scores)
    {
        (float[] outputs, Dictionary<string, double> paths) = Random(seed, blank, scores);
        int[] labels = new int[Timesteps];
        for (int width = 1; width <= 4; width++)
        {
            var decoder = new CtcDecoder(Classes, Timesteps, new CtcDecoderOptions { Blank = blank, BeamWidth = width, Scores = scores });
            int count = decoder.BeamSearch(outputs, labels);
            Assert.True(decoder.LogProbability <= Math.Log(paths[CtcLossTests.Key(labels[..count])]) + 1e-9);
            Assert.True(decoder.LogProbability > double.NegativeInfinity);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GreedyTakesTheBestPath(int seed, int blank, DecoderScores scores)
    {
        (float[] outputs, _) = Random(seed, blank, scores);
        var decoder = new CtcDecoder(Classes, Timesteps, new CtcDecoderOptions { Blank = blank, Scores = scores });
        int[] path = [.. outputs.Chunk(Classes).Select(o => Array.IndexOf(o, o.Max()))];
        int[] expected = [.. path.Where((symbol, t) => symbol != blank && (t == 0 || symbol != path[t - 1]))];
        int[] labels = new int[Timesteps];
        int count = decoder.Greedy(outputs, labels);
        Assert.Equal(expected, labels[..count]);
        double probability = outputs.Chunk(Classes).Select(o => scores == DecoderScores.Logits ? Math.Exp(o.Max()) / o.Sum(v => Math.Exp(v)) : (double)o.Max() / o.Sum(v => (double)v)).Aggregate((a, b) => a * b);
        Assert.Equal(Math.Log(probability), decoder.LogProbability, 1e-6);
    }

    /// <summary>
    /// The example of Graves' thesis, section 7.5: blank is the best path of two timesteps, but "1" has more probability in all its paths.
    /// </summary>
    [Fact]
    public void TheBestLabelsNeedNotBeTheBestPath()
    {
        float[] outputs = [0.6f, 0.4f, 0.6f, 0.4f];
        var decoder = new CtcDecoder(2, 2, new CtcDecoderOptions { Scores = DecoderScores.Probabilities });
        int[] labels = new int[2];
        Assert.Equal(0, decoder.Greedy(outputs, labels));
        Assert.Equal(0.36, Math.Exp(decoder.LogProbability), 1e-6);
        Assert.Equal(1, decoder.BeamSearch(outputs, labels));
        Assert.Equal(1, labels[0]);
        Assert.Equal(0.64, Math.Exp(decoder.LogProbability), 1e-6);
    }

    [Fact]
    public void RepetitionsNeedABlankBetween()
    {
        var decoder = new CtcDecoder(4, 8, new CtcDecoderOptions { Scores = DecoderScores.Probabilities });
        int[] labels = new int[8];
        float[] outputs = CtcLossTests.OneHot([1, 1, 0, 1, 3, 0, 3, 3], 4);
        Assert.Equal([1, 1, 3, 3], labels[..decoder.Greedy(outputs, labels)]);
        Assert.Equal([1, 1, 3, 3], labels[..decoder.BeamSearch(outputs, labels)]);
        Assert.Equal(0.0, decoder.LogProbability);
        Assert.Equal(0, decoder.BeamSearch([], labels));
        Assert.Equal(0, decoder.Greedy([], labels));
    }

    [Fact]
    public void DecodingAllocatesNothing()
    {
        var decoder = new CtcDecoder(6, 20, new CtcDecoderOptions { BeamWidth = 5 });
        float[] outputs = TestRows.Features(20 * 6, 3);
        int[] labels = new int[20];
        for (int i = 0; i < 30; i++)
        {
            decoder.BeamSearch(outputs, labels);
            decoder.Greedy(outputs, labels);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.BeamSearch(outputs, labels);
        decoder.Greedy(outputs, labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcDecoder(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcDecoder(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcDecoder(3, 5, new CtcDecoderOptions { BeamWidth = 0 }));
        Assert.Contains("the blank is class 3; there are the classes 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => new CtcDecoder(3, 5, new CtcDecoderOptions { Blank = 3 })).Message, StringComparison.Ordinal);
        var decoder = new CtcDecoder(3, 5);
        var probabilities = new CtcDecoder(3, 5, new CtcDecoderOptions { Scores = DecoderScores.Probabilities });
        Says("expected [T, Outputs] = T·3 with T up to 5", () => decoder.Greedy(new float[7], new int[5]));
        Says("expected [T, Outputs] = T·3 with T up to 5", () => decoder.BeamSearch(new float[18], new int[6]));
        Says("labels has room for 1; 2 timesteps", () => decoder.BeamSearch(new float[6], new int[1]));
        Says("timestep 1, class 0 is NaN", () => decoder.Greedy([1, 2, 3, float.NaN, 5, 6], new int[2]));
        Says("timestep 0, class 2 is -1", () => probabilities.Greedy([1, 2, -1], new int[2]));
        Says("timestep 0: the probabilities are all 0", () => probabilities.BeamSearch([0, 0, 0], new int[2]));

        static void Says(string message, Action act) => Assert.Contains(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    private static (float[] Outputs, Dictionary<string, double> Paths) Random(int seed, int blank, DecoderScores scores)
    {
        bool logits = scores == DecoderScores.Logits;
        float[] outputs = [.. TestRows.Features(Timesteps * Classes, seed).Select(v => logits ? 2f * v : (v + 1f) / 2f)];
        return (outputs, CtcLossTests.Paths(Array.ConvertAll(outputs, v => (double)v), Timesteps, Classes, blank, logits));
    }
}
