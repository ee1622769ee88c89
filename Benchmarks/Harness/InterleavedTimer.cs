using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime;
using System.Threading;

namespace ModelGen.Benchmarks.Harness;

/// <summary>Times contenders in turns of about a millisecond each, so that they all see the same machine.</summary>
internal static class InterleavedTimer
{
    private static float s_sink;

    /// <summary>Nanoseconds per call: one array per contender, one element per round.</summary>
    public static double[][] Measure(IReadOnlyList<IContender> contenders, TimingOptions options)
    {
        WarmUp(contenders);
        int[] calls = [.. contenders.Select(c => CallsPerBlock(c, options.BlockMilliseconds))];
        double roundMilliseconds = contenders.Zip(calls, (c, n) => Time(c, n) / 1e6).Sum();
        int rounds = Math.Clamp((int)(options.CaseMilliseconds / roundMilliseconds), options.FewestRounds, options.Rounds);
        double[][] times = [.. contenders.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                // Everyone gets to run after everyone else.
                int i = (turn + round) % contenders.Count;
                times[i][round] = Time(contenders[i], calls[i]) / calls[i];
            }
        }

        return times;
    }

    /// <summary>The 99th percentile of single calls, without the cost of reading the clock.</summary>
    public static double P99(IContender contender, TimingOptions options)
    {
        double callMilliseconds = Time(contender, 1) / 1e6;
        int count = Math.Clamp((int)(options.CaseMilliseconds / 3 / callMilliseconds), 25, options.SingleCalls);
        double[] clock = new double[count];
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            clock[i] = Nanoseconds(Stopwatch.GetTimestamp() - start);
        }

        for (int i = 0; i < count; i++)
        {
            times[i] = Time(contender, 1);
        }

        return Math.Max(0, Statistics.Quantile(times, 0.99) - Statistics.Median(clock));
    }

    /// <summary>Bytes that one call allocates on the calling thread, or on all of them.</summary>
    public static long BytesPerCall(IContender contender, bool allThreads)
    {
        const double milliseconds = 30;
        int calls = Math.Clamp((int)(milliseconds * 1e6 / Time(contender, 1)), 4, 100);
        long before = Allocated();
        s_sink += contender.Run(calls);
        long bytes = Allocated() - before;
        return (bytes + calls - 1) / calls;

        long Allocated() => allThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>
    /// Until the JIT has put its optimised code in place: it counts 30 calls of a method, waits 100 ms for calls to stop being
    /// new and compiles in the background. On a busy machine that takes its time, so this waits until nothing has been
    /// compiled for a few passes.
    /// </summary>
    private static void WarmUp(IReadOnlyList<IContender> contenders)
    {
        // What a long call runs is compiled after the first; the little around it takes a few passes more.
        const double longestMilliseconds = 20;
        const int quietPasses = 2;
        const int mostPasses = 60;
        long compiled = -1;
        for (int pass = 0, quiet = 0; pass < mostPasses && quiet < quietPasses; pass++)
        {
            foreach (IContender contender in contenders)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < 60 && Stopwatch.GetElapsedTime(start).TotalMilliseconds < longestMilliseconds; i++)
                {
                    s_sink += contender.Run(2);
                }
            }

            Thread.Sleep(120);
            long now = JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }
    }

    private static int CallsPerBlock(IContender contender, double milliseconds)
    {
        int calls = 1;
        while (true)
        {
            double nanoseconds = Enumerable.Range(0, 3).Min(_ => Time(contender, calls));
            if (nanoseconds >= milliseconds * 1e6 / 4)
            {
                return Math.Max(1, (int)(calls * milliseconds * 1e6 / nanoseconds));
            }

            calls *= 2;
        }
    }

    private static double Time(IContender contender, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        float sum = contender.Run(calls);
        long ticks = Stopwatch.GetTimestamp() - start;
        s_sink += sum;
        return Nanoseconds(ticks);
    }

    private static double Nanoseconds(long ticks) => ticks * (1e9 / Stopwatch.Frequency);
}
