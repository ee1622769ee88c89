using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Numerics;

/// <summary>
/// Errors in units in the last place against <see cref="Math"/> in double. The bounds are the greatest errors that the sweep
/// over all floats has measured, rounded up; none may exceed 4.
/// </summary>
public sealed class VectorMathAccuracyTests
{
    [Fact]
    public void ExpIsAccurateOverItsWholeRange() => AssertAccurate(2.35, VectorMath.Exp, Math.Exp);

    [Fact]
    public void SigmoidIsAccurateOverItsWholeRange() => AssertAccurate(3.2, VectorMath.Sigmoid, x =>
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    });

    [Fact]
    public void TanhIsAccurateOverItsWholeRange() => AssertAccurate(2.6, VectorMath.Tanh, Math.Tanh);

    private static void AssertAccurate(double bound, Func<float, float> function, Func<double, double> reference)
    {
        (double error, float at) = FloatSamples.Full ? WorstOfAll(function, reference) : WorstOf(Sample(), function, reference);
        Assert.True(error <= bound, $"{error:F3} ulp at {at:R}: {function(at):R} instead of {reference(at):R}");
    }

    private static IEnumerable<float> Sample()
    {
        foreach (float x in FloatSamples.AllExponents(16411))
        {
            yield return x;
        }

        foreach (float x in FloatSamples.Bends(797))
        {
            yield return x;
        }

        foreach (float x in FloatSamples.Special())
        {
            yield return x;
        }
    }

    private static (double Error, float At) WorstOf(IEnumerable<float> sample, Func<float, float> function, Func<double, double> reference)
    {
        double worst = 0;
        float at = 0;
        foreach (float x in sample)
        {
            double error = Ulps(function(x), reference(x));
            if (error > worst)
            {
                (worst, at) = (error, x);
            }
        }

        return (worst, at);
    }

    private static (double Error, float At) WorstOfAll(Func<float, float> function, Func<double, double> reference)
    {
        const int Blocks = 4096;
        const uint BlockLength = (uint)((1L << 32) / Blocks);
        (double Error, float At) worst = default;
        Lock gate = new();
        Parallel.For(0, Blocks, block =>
        {
            (double Error, float At) local = default;
            uint first = (uint)block * BlockLength;
            for (uint i = 0; i < BlockLength; i++)
            {
                float x = BitConverter.UInt32BitsToSingle(first + i);
                double error = Ulps(function(x), reference(x));
                if (error > local.Error)
                {
                    local = (error, x);
                }
            }

            lock (gate)
            {
                worst = local.Error > worst.Error ? local : worst;
            }
        });
        return worst;
    }

    /// <summary>Distance in units of the expected result's last place as a float; infinite where one is NaN or infinite and the other is not.</summary>
    private static double Ulps(float actual, double expected)
    {
        if (double.IsNaN(expected) || float.IsNaN(actual))
        {
            return double.IsNaN(expected) == float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        // Half a unit beyond the greatest float, the nearest float is infinity; within two units of that both are accepted.
        const double Unit = 2.028240960365167e31;
        if (double.Abs(expected) > float.MaxValue || float.IsInfinity(actual))
        {
            double clipped = float.IsInfinity(actual) ? double.CopySign(float.MaxValue + Unit, actual) : actual;
            double nearest = double.Abs(expected) > float.MaxValue + Unit ? double.CopySign(float.MaxValue + Unit, expected) : expected;
            return double.Abs(clipped - nearest) / Unit;
        }

        int exponent = Math.Max(expected == 0 ? -1000 : Math.ILogB(expected), -126);
        return double.Abs(actual - expected) / double.ScaleB(1, exponent - 23);
    }
}
