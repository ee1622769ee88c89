using System;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Sequences;

public class TimeMajorTests
{
    private const int Timesteps = 4;
    private const int Rows = 3;
    private const int Features = 2;

    private static readonly int[] s_lengths = [4, 2, 3];

    // An element tells where it belongs: row, timestep, feature.
    private static readonly int[] s_batchMajor = [.. from r in Enumerable.Range(0, Rows) from t in Enumerable.Range(0, Timesteps) from f in Enumerable.Range(0, Features) select (100 * r) + (10 * t) + f];

    private static readonly int[] s_timeMajor = [.. from t in Enumerable.Range(0, Timesteps) from r in Enumerable.Range(0, Rows) from f in Enumerable.Range(0, Features) select (100 * r) + (10 * t) + f];

    [Fact]
    public void EachOrderBecomesTheOther()
    {
        int[] batchMajor = new int[s_timeMajor.Length];
        int[] timeMajor = new int[s_timeMajor.Length];
        Sequence.ToBatchMajor<int>(s_timeMajor, batchMajor, Timesteps, Rows);
        Sequence.ToTimeMajor<int>(s_batchMajor, timeMajor, Timesteps, Rows);
        Assert.Equal(s_batchMajor, batchMajor);
        Assert.Equal(s_timeMajor, timeMajor);

        Array.Clear(batchMajor);
        Array.Clear(timeMajor);
        new TimeMajorSpan<int>(s_timeMajor, Timesteps, Rows).CopyTo(batchMajor);
        new TimeMajorSpan<int>(timeMajor, Timesteps, Rows).CopyFrom(s_batchMajor);
        Assert.Equal(s_batchMajor, batchMajor);
        Assert.Equal(s_timeMajor, timeMajor);
    }

    [Fact]
    public void AViewFindsTimestepsAndReversesRows()
    {
        int[] values = [.. s_timeMajor];
        var view = new TimeMajorSpan<int>(values, Timesteps, Rows);
        Assert.Equal((Timesteps, Rows, Features), (view.Timesteps, view.Rows, view.Features));
        Assert.Equal([210, 211], view[1, 2].ToArray());

        view.Reverse(s_lengths);
        int[] batchMajor = new int[values.Length];
        view.CopyTo(batchMajor);
        int[] expected = [.. s_batchMajor];
        Sequence.Reverse<int>(expected, s_lengths, Timesteps);
        Assert.Equal(expected, batchMajor);
        view[1, 2][0] = -1;
        Assert.Equal(-1, values[((1 * Rows) + 2) * Features]);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        int[] values = new int[24];
        AssertMessage<ArgumentException>("Sequence: values has 23 elements; expected a multiple of timesteps·rows = 4·3 = 12.", () => new TimeMajorSpan<int>(values.AsSpan(1), 4, 3).CopyTo(values));
        AssertMessage<ArgumentOutOfRangeException>("Sequence: rows must be at least 1, it is 0.", () => Sequence.ToBatchMajor<int>(values, new int[24], 4, 0));
        AssertMessage<ArgumentOutOfRangeException>("Sequence: timesteps must be at least 1, it is -4.", () => Sequence.ToTimeMajor<int>(values, new int[24], -4, 3));
        AssertMessage<ArgumentException>("Sequence: batchMajor has 12 elements; timeMajor has 24.", () => Sequence.ToBatchMajor<int>(values, new int[12], 4, 3));
        AssertMessage<ArgumentException>("Sequence: timeMajor overlaps what is read", () => Sequence.ToTimeMajor<int>(values, values, 4, 3));
        AssertMessage<ArgumentOutOfRangeException>("Sequence: timestep 4; there are the timesteps 0 to 3.", () => new TimeMajorSpan<int>(values, 4, 3)[4, 0].Clear());
        AssertMessage<ArgumentOutOfRangeException>("Sequence: row -1; there are the rows 0 to 2.", () => new TimeMajorSpan<int>(values, 4, 3)[0, -1].Clear());
        AssertMessage<ArgumentException>("Sequence: 2 lengths; axis 1 has 3 rows.", () => new TimeMajorSpan<int>(values, 4, 3).Reverse([1, 2]));
        Assert.All(values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        int[] values = new int[24];
        int[] other = new int[24];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var view = new TimeMajorSpan<int>(values, 4, 3);
            view.CopyFrom(other);
            view.Reverse(s_lengths);
            view.CopyTo(other);
        }
    }

    private static void AssertMessage<T>(string beginning, Action action)
        where T : Exception
        => Assert.StartsWith(beginning, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
}
