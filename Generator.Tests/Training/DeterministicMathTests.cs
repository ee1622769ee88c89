using System;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class DeterministicMathTests
{
    [Fact]
    public void ExpIsThatOfTheMathLibrary()
    {
        for (double x = -707.9; x < 709.0; x += 0.37)
        {
            AssertClose(Math.Exp(x), DeterministicMath.Exp(x), x);
        }

        for (double x = 1e-300; x < 1.0; x *= 7.3)
        {
            AssertClose(Math.Exp(x), DeterministicMath.Exp(x), x);
            AssertClose(Math.Exp(-x), DeterministicMath.Exp(-x), -x);
        }
    }

    [Fact]
    public void LogIsThatOfTheMathLibrary()
    {
        for (double x = 2.3e-308; x < 1e308; x *= 3.1)
        {
            AssertClose(Math.Log(x), DeterministicMath.Log(x), x);
        }

        for (double x = 0.4; x < 2.5; x += 0.0017)
        {
            AssertClose(Math.Log(x), DeterministicMath.Log(x), x);
        }

        for (double x = 1e-16; x < 1.0; x *= 5.7)
        {
            // ln(1 + x) = 2 artanh(x / (2 + x)), exact enough for small x without a library's log1p.
            double expected = x < 1e-4 ? x - (x * x / 2) + (x * x * x / 3) : Math.Log(1.0 + x);
            Assert.InRange(DeterministicMath.Log1P(x), expected * (1 - 1e-11), expected * (1 + 1e-11));
        }
    }

    [Fact]
    public void EdgesAreThoseOfTheMathLibrary()
    {
        Assert.Equal(1.0, DeterministicMath.Exp(0.0));
        Assert.Equal(0.0, DeterministicMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Exp(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Exp(710.0));
        Assert.Equal(0.0, DeterministicMath.Exp(-1e4));
        Assert.True(double.IsNaN(DeterministicMath.Exp(double.NaN)));
        Assert.Equal(0.0, DeterministicMath.Log(1.0));
        Assert.Equal(double.NegativeInfinity, DeterministicMath.Log(0.0));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(DeterministicMath.Log(-1.0)));
        Assert.True(double.IsNaN(DeterministicMath.Log(double.NaN)));
        Assert.Equal(0.0, DeterministicMath.Log1P(0.0));
    }

    private static void AssertClose(double expected, double actual, double x) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-15 * Math.Abs(expected), $"x = {x:R}: expected {expected:R}, is {actual:R}");
}
