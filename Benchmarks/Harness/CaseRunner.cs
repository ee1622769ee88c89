using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Harness;

/// <summary>Checks that the contenders of a case agree, then measures them together with the machine's limits.</summary>
internal static class CaseRunner
{
    /// <param name="benchmark">The case.</param>
    /// <param name="peakBits">Width of the vectors whose FMA peak is the machine's.</param>
    /// <param name="options">How long to measure.</param>
    /// <exception cref="InvalidOperationException">A rival computes something else.</exception>
    public static CaseResult Run(BenchmarkCase benchmark, int peakBits, TimingOptions options)
    {
        CaseSetup setup = benchmark.Create();
        IReadOnlyList<IContender> contenders = setup.Contenders;
        RooflineWork work = setup.Work;
        var peak = new FmaChains(peakBits, benchmark.Threads);
        using LoadStream? stream = work.WorkingSetBytes > 0 ? new LoadStream(work.WorkingSetBytes) : null;
        try
        {
            // Once each: contenders that train go on from there.
            float[] outputs = contenders[0].Compute();
            foreach (IContender rival in contenders.Skip(1))
            {
                RequireEqual(benchmark, (contenders[0], outputs), (rival, rival.Compute()), setup.Tolerance);
            }

            double[][] times = InterleavedTimer.Measure([.. contenders, peak, .. stream is null ? Array.Empty<IContender>() : [stream]], options);
            foreach (double[] perCall in times.Take(contenders.Count))
            {
                Scale(perCall, 1.0 / benchmark.TimestepsPerCall);
            }

            double[] ours = times[0];
            double[] roofline = new double[ours.Length];
            for (int round = 0; round < roofline.Length; round++)
            {
                double bandwidth = stream is null ? double.PositiveInfinity : stream.GigabytesPerSecond(times[contenders.Count + 1][round]);
                roofline[round] = work.Nanoseconds(peak.GigaflopsPerSecond(times[contenders.Count][round]), bandwidth);
            }

            return new CaseResult(
                benchmark,
                Statistics.Median(ours),
                InterleavedTimer.P99(contenders[0], options) / benchmark.TimestepsPerCall,
                Statistics.Median(roofline),
                Statistics.MedianRatio(roofline, ours),
                [.. contenders.Skip(1).Select((rival, i) => new RivalResult(rival.Name, Statistics.Median(times[i + 1]), Statistics.MedianRatio(times[i + 1], ours)))],
                InterleavedTimer.BytesPerCall(contenders[0], allThreads: benchmark.Threads > 1),
                work);
        }
        finally
        {
            foreach (IContender contender in contenders)
            {
                contender.Dispose();
            }
        }
    }

    private static void RequireEqual(BenchmarkCase benchmark, (IContender Contender, float[] Outputs) ours, (IContender Contender, float[] Outputs) rival, float tolerance)
    {
        float[] a = ours.Outputs;
        float[] b = rival.Outputs;
        if (a.Length != b.Length)
        {
            throw new InvalidOperationException($"{benchmark}: {ours.Contender.Name} returns {a.Length} floats, {rival.Contender.Name} {b.Length}.");
        }

        for (int i = 0; i < a.Length; i++)
        {
            // Written so that a NaN on either side fails too.
            if (!(MathF.Abs(a[i] - b[i]) <= tolerance))
            {
                throw new InvalidOperationException(
                    $"{benchmark}: output {i} is {a[i]} from {ours.Contender.Name} and {b[i]} from {rival.Contender.Name}; nothing is timed before they agree within {tolerance}.");
            }
        }
    }

    private static void Scale(double[] values, double factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
