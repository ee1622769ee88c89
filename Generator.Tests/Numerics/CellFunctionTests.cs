using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Numerics;

/// <summary>The cells' fused non-linearities: same bits for every width and processor, accuracy, special values.</summary>
public sealed class CellFunctionTests
{
    /// <summary>A function of up to three floats.</summary>
    private sealed record Function(
        string Name,
        int Arguments,
        Func<float[], float> Scalar,
        Func<Vector128<float>[], Vector128<float>> Four,
        Func<Vector256<float>[], Vector256<float>> Eight,
        Func<Vector512<float>[], Vector512<float>> Sixteen,
        Func<double[], double> Exact);

    private static readonly Function[] Functions =
    [
        new(
            "GatedTanh",
            2,
            a => VectorMath.GatedTanh(a[0], a[1]),
            a => VectorMath.GatedTanh(a[0], a[1]),
            a => VectorMath.GatedTanh(a[0], a[1]),
            a => VectorMath.GatedTanh(a[0], a[1]),
            a => Sigmoid(a[0]) * Math.Tanh(a[1])),
        new(
            "GatedTanhProduct",
            2,
            a =>
            {
                return VectorMath.GatedTanh(a[0], a[1], out _, out _);
            },
            a =>
            {
                return VectorMath.GatedTanh(a[0], a[1], out _, out _);
            },
            a =>
            {
                return VectorMath.GatedTanh(a[0], a[1], out _, out _);
            },
            a =>
            {
                return VectorMath.GatedTanh(a[0], a[1], out _, out _);
            },
            a => Sigmoid(a[0]) * Math.Tanh(a[1])),
        new(
            "GatedTanhSigmoid",
            2,
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out var sigmoid, out _);
                return sigmoid;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out var sigmoid, out _);
                return sigmoid;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out var sigmoid, out _);
                return sigmoid;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out var sigmoid, out _);
                return sigmoid;
            },
            a => Sigmoid(a[0])),
        new(
            "GatedTanhTanh",
            2,
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out _, out var tanh);
                return tanh;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out _, out var tanh);
                return tanh;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out _, out var tanh);
                return tanh;
            },
            a =>
            {
                _ = VectorMath.GatedTanh(a[0], a[1], out _, out var tanh);
                return tanh;
            },
            a => Math.Tanh(a[1])),
        new(
            "GruState",
            3,
            a => VectorMath.GruState(a[0], a[1], a[2]),
            a => VectorMath.GruState(a[0], a[1], a[2]),
            a => VectorMath.GruState(a[0], a[1], a[2]),
            a => VectorMath.GruState(a[0], a[1], a[2]),
            a => (Sigmoid(a[0]) * a[2]) + (Sigmoid(-a[0]) * Math.Tanh(a[1]))),
        new(
            "GateSigmoid",
            1,
            a => VectorMath.GateSigmoid(a[0]),
            a => VectorMath.GateSigmoid(a[0]),
            a => VectorMath.GateSigmoid(a[0]),
            a => VectorMath.GateSigmoid(a[0]),
            a => Sigmoid(a[0])),
        new(
            "GateTanh",
            1,
            a => VectorMath.GateTanh(a[0]),
            a => VectorMath.GateTanh(a[0]),
            a => VectorMath.GateTanh(a[0]),
            a => VectorMath.GateTanh(a[0]),
            a => Math.Tanh(a[0])),
        new(
            "FastTanh",
            1,
            a => VectorMath.FastTanh(a[0]),
            a => VectorMath.FastTanh(a[0]),
            a => VectorMath.FastTanh(a[0]),
            a => VectorMath.FastTanh(a[0]),
            a => Math.Tanh(a[0])),
        new(
            "FastSigmoid",
            1,
            a => VectorMath.FastSigmoid(a[0]),
            a => VectorMath.FastSigmoid(a[0]),
            a => VectorMath.FastSigmoid(a[0]),
            a => VectorMath.FastSigmoid(a[0]),
            a => Sigmoid(a[0])),
        new(
            "FastGatedTanh",
            2,
            a => VectorMath.FastGatedTanh(a[0], a[1]),
            a => VectorMath.FastGatedTanh(a[0], a[1]),
            a => VectorMath.FastGatedTanh(a[0], a[1]),
            a => VectorMath.FastGatedTanh(a[0], a[1]),
            a => Sigmoid(a[0]) * Math.Tanh(a[1])),
        new(
            "FastGruState",
            3,
            a => VectorMath.FastGruState(a[0], a[1], a[2]),
            a => VectorMath.FastGruState(a[0], a[1], a[2]),
            a => VectorMath.FastGruState(a[0], a[1], a[2]),
            a => VectorMath.FastGruState(a[0], a[1], a[2]),
            a => (Sigmoid(a[0]) * a[2]) + (Sigmoid(-a[0]) * Math.Tanh(a[1]))),
    ];

    public static TheoryData<string> Names => [.. Functions.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryWidthReturnsTheScalarBits(string name)
    {
        Function function = Get(name);
        float[][] points = [.. Points(function.Arguments, 2000), .. SpecialPoints(function.Arguments)];
        for (int first = 0; first < points.Length; first += 16)
        {
            float[][] block = [.. Enumerable.Range(first, 16).Select(i => points[Math.Min(i, points.Length - 1)])];
            float[] Lanes(int argument) => [.. block.Select(point => point[argument])];
            float[][] lanes = [.. Enumerable.Range(0, function.Arguments).Select(Lanes)];
            var actual = new float[16];
            for (int width = 4; width <= 16; width *= 2)
            {
                for (int lane = 0; lane < 16; lane += width)
                {
                    Span<float> destination = actual.AsSpan(lane, width);
                    switch (width)
                    {
                        case 4:
                            function.Four([.. lanes.Select(l => Vector128.Create(l, lane))]).CopyTo(destination);
                            break;
                        case 8:
                            function.Eight([.. lanes.Select(l => Vector256.Create(l, lane))]).CopyTo(destination);
                            break;
                        default:
                            function.Sixteen([.. lanes.Select(l => Vector512.Create(l, lane))]).CopyTo(destination);
                            break;
                    }
                }

                for (int lane = 0; lane < 16; lane++)
                {
                    float expected = function.Scalar(block[lane]);
                    Assert.True(Bits(expected) == Bits(actual[lane]), $"{name}({string.Join(", ", block[lane])}), {width} lanes: {actual[lane]:R} instead of {expected:R}");
                }
            }
        }
    }

    /// <summary>The committed hashes make every run on another processor, or with instruction sets switched off, a comparison with this one.</summary>
    [Theory]
    [InlineData("GatedTanh", 0x10C645B44780010FUL)]
    [InlineData("GatedTanhProduct", 0x10C645B44780010FUL)]
    [InlineData("GatedTanhSigmoid", 0xDEF6CE575C3796D2UL)]
    [InlineData("GatedTanhTanh", 0x744C3B79F4EFED68UL)]
    [InlineData("GruState", 0x5F064B19AF00D504UL)]
    [InlineData("GateSigmoid", 0x5EFE02A7530BDCC4UL)]
    [InlineData("GateTanh", 0x329D79F5917E6E2FUL)]
    [InlineData("FastTanh", 0x967E723BC0E93979UL)]
    [InlineData("FastSigmoid", 0x85D32AC3CC4926CDUL)]
    [InlineData("FastGatedTanh", 0x25FB57422C160706UL)]
    [InlineData("FastGruState", 0x639A54B3E87A1C7DUL)]
    public void EveryProcessorReturnsTheSameBits(string name, ulong expected)
    {
        Function function = Get(name);
        ulong hash = 14695981039346656037;
        foreach (float[] point in Points(function.Arguments, 20000).Concat(SpecialPoints(function.Arguments)))
        {
            hash = (hash ^ Bits(function.Scalar(point))) * 1099511628211;
        }

        Assert.Equal($"0x{expected:X16}", $"0x{hash:X16}");
    }

    /// <summary>Absolute below 1, relative above. The bounds are about 1.2 times the greatest errors of ten million points.</summary>
    [Theory]
    [InlineData("GatedTanh", 4e-7)]
    [InlineData("GatedTanhProduct", 4e-7)]
    [InlineData("GatedTanhSigmoid", 2.5e-7)]
    [InlineData("GatedTanhTanh", 4e-7)]
    [InlineData("GruState", 4e-7)]
    [InlineData("GateSigmoid", 1.01e-7)]
    [InlineData("GateTanh", 1.5e-7)]
    [InlineData("FastTanh", 1.23e-5)]
    [InlineData("FastSigmoid", 6.14e-6)]
    [InlineData("FastGatedTanh", 1.9e-5)]
    [InlineData("FastGruState", 1.4e-4)] // states up to 20 here
    public void ErrorsAreSmall(string name, double bound)
    {
        Function function = Get(name);
        foreach (float[] point in Points(function.Arguments, FloatSamples.Full ? 10_000_000 : 40_000))
        {
            double expected = function.Exact([.. point.Select(x => (double)x)]);
            double error = Math.Abs(function.Scalar(point) - expected) / Math.Max(1, Math.Abs(expected));
            Assert.True(error <= bound, $"{name}({string.Join(", ", point.Select(x => $"{x:R}"))}): {function.Scalar(point):R} instead of {expected:R}, error {error:E2}");
        }
    }

    /// <summary>Every float (a sample of them unless MODELGEN_FULL=1) against the documented bounds.</summary>
    [Theory]
    [InlineData("GateSigmoid", 1.01e-7, 1.1e-6)]
    [InlineData("GateTanh", 1.5e-7, 9.6e-7)]
    [InlineData("FastTanh", 1.23e-5, 2.73e-5)]
    [InlineData("FastSigmoid", 6.14e-6, double.PositiveInfinity)]
    public void GatesKeepTheirBoundsOverAllFloats(string name, double absolute, double relative)
    {
        Function function = Get(name);
        var argument = new float[1];
        foreach (float x in FloatSamples.AllExponents(FloatSamples.Full ? 1u : 32771).Concat(FloatSamples.Bends(3989)).Where(x => !float.IsNaN(x)))
        {
            argument[0] = x;
            float actual = function.Scalar(argument);
            double expected = name.EndsWith("Tanh", StringComparison.Ordinal) ? Math.Tanh(x) : Sigmoid(x);
            double error = Math.Abs(actual - expected);
            Assert.True(error <= absolute, $"{name}({x:R}) = {actual:R}, error {error:E2}");
            if (x >= -60 && Math.Abs(expected) > 1.2e-38)
            {
                Assert.True(error <= relative * Math.Abs(expected), $"{name}({x:R}) = {actual:R}, relative error {error / Math.Abs(expected):E2}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaNInNaNOut(string name)
    {
        Function function = Get(name);
        foreach (float nan in FloatSamples.Special().Where(float.IsNaN))
        {
            for (int argument = 0; argument < function.Arguments; argument++)
            {
                foreach (float others in (float[])[0f, 0.5f, -3f, 1000f, float.PositiveInfinity, float.NegativeInfinity])
                {
                    float[] point = [.. Enumerable.Repeat(others, function.Arguments)];
                    point[argument] = nan;
                    Assert.True(float.IsNaN(function.Scalar(point)), $"{name}, argument {argument}, others {others}");
                    Assert.True(float.IsNaN(function.Four([.. point.Select(x => Vector128.Create(x))]).ToScalar()), $"{name}, argument {argument}, others {others}, 4 lanes");
                    Assert.True(float.IsNaN(function.Eight([.. point.Select(x => Vector256.Create(x))]).ToScalar()), $"{name}, argument {argument}, others {others}, 8 lanes");
                    Assert.True(float.IsNaN(function.Sixteen([.. point.Select(x => Vector512.Create(x))]).ToScalar()), $"{name}, argument {argument}, others {others}, 16 lanes");
                }
            }
        }
    }

    [Fact]
    public void SaturatedGatesAreExact()
    {
        foreach (float infinite in (float[])[float.PositiveInfinity, float.MaxValue, 1e10f, 1000f, 61f])
        {
            Assert.Equal((1f, 1f, -1f), (VectorMath.GateSigmoid(infinite), VectorMath.GateTanh(infinite), VectorMath.GateTanh(-infinite)));
            Assert.Equal(0f, VectorMath.GateSigmoid(-infinite), 1e-26f);

            // Everything open, forget shut, input shut, all shut.
            Assert.Equal(3f, LstmState(infinite, infinite, infinite, 2f));
            Assert.Equal(-1f, LstmState(infinite, -infinite, -infinite, 2f));
            Assert.Equal(2f, LstmState(-infinite, infinite, infinite, 2f));
            Assert.Equal(0f, LstmState(-infinite, -infinite, infinite, 2f), 1e-25f);

            Assert.Equal((1f, -1f), (VectorMath.GatedTanh(infinite, infinite), VectorMath.GatedTanh(infinite, -infinite)));
            Assert.Equal(0f, VectorMath.GatedTanh(-infinite, infinite), 1e-26f);

            Assert.Equal((0.25f, 1f, -1f), (VectorMath.GruState(infinite, infinite, 0.25f), VectorMath.GruState(-infinite, infinite, 0.25f), VectorMath.GruState(-infinite, -infinite, 0.25f)));
        }

        // A huge cell state stays what it is, relative to itself, and saturates the output.
        Assert.Equal(1e30f, LstmState(0f, 40f, 0f, 1e30f));
        Assert.Equal(-1.5e38f, LstmState(0f, 0f, 5f, -3e38f));
        Assert.Equal(float.PositiveInfinity, LstmState(0f, 0f, -5f, float.PositiveInfinity));
        Assert.Equal(1e28f, VectorMath.GruState(40f, 1f, 1e28f));
        Assert.Equal((0f, 0f, 0f), (LstmState(1f, 1f, 0f, 0f), VectorMath.GatedTanh(1f, 0f), VectorMath.GruState(1f, 0f, 0f)));
    }

    [Fact]
    public void FastFunctionsStayWithinTheirBounds()
    {
        foreach (float x in FloatSamples.Bends(601).Concat(FloatSamples.Special()).Where(x => !float.IsNaN(x)))
        {
            Assert.InRange(VectorMath.FastTanh(x), -0.9999936f, 0.9999936f);
            Assert.InRange(VectorMath.FastSigmoid(x), 3.2e-6f, 0.9999969f);
            Assert.Equal(-VectorMath.FastTanh(x), VectorMath.FastTanh(-x));
        }

        Assert.Equal((0f, 0.5f, 0f), (VectorMath.FastTanh(0f), VectorMath.FastSigmoid(0f), VectorMath.FastGatedTanh(3f, 0f)));
        Assert.Equal(0f, VectorMath.FastGruState(3f, 0f, 0f));
    }

    /// <summary>What the backward pass takes for the gates is what the forward pass computed with.</summary>
    [Fact]
    public void GatesAgreeWithTheCells()
    {
        foreach (float[] p in Points(4, 5000))
        {
            Assert.Equal(VectorMath.GateSigmoid(p[0]) * VectorMath.GateTanh(p[2]), LstmState(p[0], p[1], p[2], 0f), 4e-7f);
            Assert.Equal(VectorMath.GateSigmoid(p[1]) * p[3], LstmState(p[0], p[1], 0f, p[3]), 4e-7f * Math.Max(1f, Math.Abs(p[3])));
            Assert.Equal(VectorMath.GateSigmoid(p[0]) * VectorMath.GateTanh(p[3]), VectorMath.GatedTanh(p[0], p[3]), 4e-7f);
        }
    }

    /// <summary>An LSTM's next c as its kernels compute it.</summary>
    private static float LstmState(float input, float forget, float candidate, float cell)
        => VectorMath.MultiplyAdd(VectorMath.GateSigmoid(forget), cell, VectorMath.GatedTanh(input, candidate));

    private static Function Get(string name) => Functions.Single(f => f.Name == name);

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    /// <summary>Pre-activations and states as cells have them, from small to saturated.</summary>
    private static IEnumerable<float[]> Points(int arguments, int count)
    {
        ulong state = 88172645463325252;
        var point = new float[arguments];
        for (int i = 0; i < count; i++)
        {
            float range = (i % 3) switch { 0 => 1f, 1 => 4f, _ => 20f };
            for (int argument = 0; argument < arguments; argument++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                point[argument] = ((((state >> 40) * 5.9604645e-8f) * 2f) - 1f) * range;
            }

            yield return [.. point];
        }
    }

    /// <summary>Special floats in each argument, with ordinary and with special others.</summary>
    private static IEnumerable<float[]> SpecialPoints(int arguments)
    {
        float[] special = [.. FloatSamples.Special().Where(x => !float.IsNaN(x)), 6.1f, -6.1f, 11f, -11f, 12.2f, -12.2f, 60f, -60f, 61f, -61f];
        for (int argument = 0; argument < arguments; argument++)
        {
            for (int i = 0; i < special.Length; i++)
            {
                foreach (float others in (float[])[0f, -0.75f, 2.5f, special[(i * 7) % special.Length]])
                {
                    float[] point = [.. Enumerable.Repeat(others, arguments)];
                    point[argument] = special[i];
                    yield return point;
                }
            }
        }
    }

    private static uint Bits(float x) => BitConverter.SingleToUInt32Bits(float.IsNaN(x) ? float.NaN : x);
}
