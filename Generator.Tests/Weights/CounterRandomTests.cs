using System;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests;

public class CounterRandomTests
{
    // Known answers of the generator's authors: Random123, tests/kat_vectors, philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0x0000000000000000UL, 0x0000000000000000UL, 0x00000000u, 0x00000000u, 0xe169c58d6627e8d5UL, 0x9b00dbd8bc57ac4cUL)]
    [InlineData(0xffffffffffffffffUL, 0xffffffffffffffffUL, 0xffffffffu, 0xffffffffu, 0x41c83b0e408f276dUL, 0x6d5451fda20bc7c6UL)]
    [InlineData(0x299f31d0a4093822UL, 0x85a308d3243f6a88UL, 0x13198a2eu, 0x03707344u, 0x94fdccebd16cfe09UL, 0x24126ea15001e420UL)]
    public void PhiloxGivesItsAuthorsKnownAnswers(ulong key, ulong counter, uint word2, uint word3, ulong low, ulong high) =>
        Assert.Equal((low, high), CounterRandom.Philox(key, counter, word2, word3));

    [Fact]
    public void DrawsAreInTheirRangesAndEvenlySpread()
    {
        const int Count = 20_000, Bins = 50;
        int[] singles = new int[Bins], integers = new int[Bins];
        for (ulong i = 0; i < Count; i++)
        {
            float single = CounterRandom.Single(7, i);
            Assert.InRange(single, 0f, 1 - (1f / (1 << 24)));
            singles[(int)(single * Bins)]++;
            Assert.InRange(CounterRandom.Double(7, i), double.Epsilon, 1 - double.Epsilon);
            integers[CounterRandom.Below(8, i, Bins)]++;
        }

        // χ² with 49 degrees of freedom is above 94.0 once in 10,000.
        Assert.InRange(ChiSquare(singles), 15, 94);
        Assert.InRange(ChiSquare(integers), 15, 94);

        static double ChiSquare(int[] bins) => bins.Sum(b => Math.Pow(b - ((double)Count / Bins), 2) / ((double)Count / Bins));
    }

    [Fact]
    public void BelowReachesBothEndsAndRefusesEmptyRanges()
    {
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(0, CounterRandom.Below(1, (ulong)i, 1)));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 100).Select(i => CounterRandom.Below(1, (ulong)i, 3)).Distinct().Order());
        Assert.InRange(Enumerable.Range(0, 100).Max(i => CounterRandom.Below(1, (ulong)i, int.MaxValue)), int.MaxValue / 2, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Below(1, 1, 0));
    }

    [Fact]
    public void ShuffleIsAPermutationAndEveryOrderIsAsLikely()
    {
        int[] items = [.. Enumerable.Range(0, 1000)];
        CounterRandom.Shuffle(3, items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 1000), items);
        Assert.Equal(Enumerable.Range(0, 1000), items.Order());

        const int Shuffles = 6000;
        int[] orders = new int[27];
        int[] three = new int[3];
        for (ulong key = 0; key < Shuffles; key++)
        {
            three.AsSpan().Clear();
            (three[1], three[2]) = (1, 2);
            CounterRandom.Shuffle(key, three.AsSpan());
            orders[(three[0] * 9) + (three[1] * 3) + three[2]]++;
        }

        int[] seen = [.. orders.Where(n => n > 0)];
        Assert.Equal(6, seen.Length);
        // χ² with 5 degrees of freedom is above 25.7 once in 10,000.
        Assert.InRange(seen.Sum(n => Math.Pow(n - (Shuffles / 6.0), 2) / (Shuffles / 6.0)), 0, 25.7);
    }

    [Fact]
    public void TheSameKeyGivesTheSameBitsForever()
    {
        // Files of seeds and replays depend on these: a change is a breaking change.
        Assert.Equal(0xe169c58d6627e8d5UL, CounterRandom.Hash(0, 0));
        Assert.Equal(12229731395331991369UL, CounterRandom.DeriveKey(1, 2));
        Assert.Equal(1922248954904610443UL, CounterRandom.DeriveKey(1, "lstm.kernel"));
        int[] items = [0, 1, 2, 3, 4, 5, 6, 7];
        CounterRandom.Shuffle(1, items.AsSpan());
        Assert.Equal([4, 2, 5, 6, 7, 1, 0, 3], items);
    }

    [Fact]
    public void ChildrenDifferFromEachOtherAndFromTheParentsDraws()
    {
        ulong[] all =
        [
            .. Enumerable.Range(0, 100).Select(i => CounterRandom.Hash(5, (ulong)i)),
            .. Enumerable.Range(0, 100).Select(i => CounterRandom.DeriveKey(5, (ulong)i)),
            .. Enumerable.Range(0, 100).Select(i => CounterRandom.DeriveKey(5, "lstm_" + i)),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.NotEqual(CounterRandom.DeriveKey(5, "ab"), CounterRandom.DeriveKey(5, "ba"));
        Assert.NotEqual(CounterRandom.DeriveKey(5, "ā"), CounterRandom.DeriveKey(5, "\u0001"));
    }

    // Reference values: Python's statistics.NormalDist().inv_cdf.
    [Theory]
    [InlineData(1e-16, -8.222082216130435)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-05, -4.2648907939228256)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.0227501319481792, -2.0)]
    [InlineData(0.1, -1.2815515655446008)]
    [InlineData(0.3, -0.5244005127080407)]
    [InlineData(0.49, -0.025068908258711057)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.925, 1.439531470938456)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999999, 4.753424308817089)]
    public void NormalQuantilesAreExact(double probability, double expected) =>
        Assert.InRange(RandomNormal.Inverse(probability) - expected, -4e-15 * (1 + Math.Abs(expected)), 4e-15 * (1 + Math.Abs(expected)));

    [Fact]
    public void LogIsTheLogarithm()
    {
        for (ulong i = 0; i < 2000; i++)
        {
            double x = CounterRandom.Double(1, i) * Math.Pow(2, (int)(i % 200) - 150);
            double expected = Math.Log(x);
            Assert.InRange(RandomNormal.Log(x) - expected, -1e-15 * (1 + Math.Abs(expected)), 1e-15 * (1 + Math.Abs(expected)));
        }

        Assert.Equal(0, RandomNormal.Log(1));
    }
}
