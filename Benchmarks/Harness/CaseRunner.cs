using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Harness;

/// <summary>Checks that the contenders of a case agree, then measures them together with the roofline.</summary>
internal static class CaseRunner
{
    private const float Tolerance = 1e-5f;

    /// <exception cref="InvalidOperationException">A rival computes something else.</exception>
    public static CaseResult Run(BenchmarkCase benchmark, FmaPeak peak, TimingOptions options)
    {
        IReadOnlyList<IContender> contenders = benchmark.CreateContenders();
        using var stream = new LoadStream(benchmark.Work.StreamedBytes);
        try
        {
            foreach (IContender rival in contenders.Skip(1))
            {
                RequireEqual(benchmark, contenders[0], rival);
            }

            double[][] times = InterleavedTimer.Measure([.. contenders, stream], options);
            foreach (double[] perCall in times.SkipLast(1))
            {
                Scale(perCall, 1.0 / benchmark.TimestepsPerCall);
            }

            double[] ours = times[0];
            double[] roofline = [.. times[^1].Select(pass => benchmark.Work.Nanoseconds(peak, stream.WorkingSetNanoseconds(pass)))];
            return new CaseResult(
                benchmark,
                Statistics.Median(ours),
                InterleavedTimer.P99(contenders[0], options.SingleCalls) / benchmark.TimestepsPerCall,
                Statistics.Median(roofline),
                Statistics.MedianRatio(roofline, ours),
                [.. contenders.Skip(1).Select((rival, i) => new RivalResult(rival.Name, Statistics.Median(times[i + 1]), Statistics.MedianRatio(times[i + 1], ours)))],
                InterleavedTimer.BytesPerCall(contenders[0]));
        }
        finally
        {
            foreach (IContender contender in contenders)
            {
                contender.Dispose();
            }
        }
    }

    private static void RequireEqual(BenchmarkCase benchmark, IContender ours, IContender rival)
    {
        float[] a = ours.Compute();
        float[] b = rival.Compute();
        if (a.Length != b.Length)
        {
            throw new InvalidOperationException($"{benchmark.Name}, {benchmark.Units} units: {ours.Name} returns {a.Length} floats, {rival.Name} {b.Length}.");
        }

        for (int i = 0; i < a.Length; i++)
        {
            // Written so that a NaN on either side fails too.
            if (!(MathF.Abs(a[i] - b[i]) <= Tolerance))
            {
                throw new InvalidOperationException(
                    $"{benchmark.Name}, {benchmark.Units} units: output {i} is {a[i]} from {ours.Name} and {b[i]} from {rival.Name}; nothing is timed before they agree within {Tolerance}.");
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
