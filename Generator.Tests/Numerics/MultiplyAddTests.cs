using System;
using System.Runtime.Intrinsics;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Numerics;

/// <summary>Every form of a·b + c, emulated ones included, against the one of the processor or the C library.</summary>
public sealed class MultiplyAddTests
{
    private const int Count = 400_000;

    [Fact]
    public void EveryFormRoundsOnce()
    {
        Random random = new(12345);
        Span<float> a = stackalloc float[16];
        Span<float> b = stackalloc float[16];
        Span<float> c = stackalloc float[16];
        Span<float> actual = stackalloc float[16];

        // Software vectors are slow; the emulation through 128 bits is then scalar code anyway.
        int count = Vector128.IsHardwareAccelerated ? Count : Count / 10;
        for (int i = 0; i < count; i += 16)
        {
            for (int lane = 0; lane < 16; lane++)
            {
                (a[lane], b[lane], c[lane]) = Triple(random, lane % 8);
            }

            for (int lane = 0; lane < 16; lane++)
            {
                Check("float", a[lane], b[lane], c[lane], VectorMath.MultiplyAdd(a[lane], b[lane], c[lane]));
                Check("emulated float", a[lane], b[lane], c[lane], VectorMath.EmulatedMultiplyAdd(a[lane], b[lane], c[lane]));
            }

            for (int lane = 0; lane < 16; lane += 4)
            {
                VectorMath.EmulatedMultiplyAdd(Four(a, lane), Four(b, lane), Four(c, lane)).CopyTo(actual[lane..]);
            }

            CheckAll("emulated 128 bits", a, b, c, actual);
            for (int lane = 0; lane < 16; lane += 4)
            {
                VectorMath.MultiplyAdd(Four(a, lane), Four(b, lane), Four(c, lane)).CopyTo(actual[lane..]);
            }

            CheckAll("128 bits", a, b, c, actual);
            for (int lane = 0; lane < 16; lane += 8)
            {
                VectorMath.MultiplyAdd(Eight(a, lane), Eight(b, lane), Eight(c, lane)).CopyTo(actual[lane..]);
            }

            CheckAll("256 bits", a, b, c, actual);
            VectorMath.MultiplyAdd(Vector512.Create<float>(a), Vector512.Create<float>(b), Vector512.Create<float>(c)).CopyTo(actual);
            CheckAll("512 bits", a, b, c, actual);
        }
    }

    [Fact]
    public void SpecialTriples()
    {
        float[] values =
        [
            0f, -0f, float.Epsilon, -float.Epsilon, 1.17549435e-38f, -1.17549421e-38f, 1f, -1f, 1.00000012f, 0.99999994f, 3f,
            16777216f, 16777215f, -16777217f, float.MaxValue, float.MinValue, 1.8446744e19f, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        ];
        foreach (float a in values)
        {
            foreach (float b in values)
            {
                foreach (float c in values)
                {
                    Check("float", a, b, c, VectorMath.MultiplyAdd(a, b, c));
                    Check("emulated float", a, b, c, VectorMath.EmulatedMultiplyAdd(a, b, c));
                    Check("emulated 128 bits", a, b, c, VectorMath.EmulatedMultiplyAdd(Vector128.Create(a), Vector128.Create(b), Vector128.Create(c)).ToScalar());
                }
            }
        }
    }

    /// <summary>
    /// The product is half a unit of the addend less 2^-46 of itself, which double drops beside the addend. Rounding to double
    /// first makes a tie of it, and the tie goes to the even neighbour: the wrong one.
    /// </summary>
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, -1f)]
    [InlineData(-1f, 1f)]
    [InlineData(-1f, -1f)]
    public void ARemainderTooSmallForDoubleDecidesHalfwayCases(float productSign, float addendSign)
    {
        float a = productSign * MathF.BitIncrement(1f);
        float b = MathF.ScaleB(MathF.ScaleB(8388607f, -23), -24);
        float odd = addendSign * MathF.BitIncrement(1f);
        Assert.Equal(odd, VectorMath.MultiplyAdd(a, b, odd));
        Assert.Equal(odd, VectorMath.EmulatedMultiplyAdd(a, b, odd));
        Assert.Equal(odd, VectorMath.EmulatedMultiplyAdd(Vector128.Create(a), Vector128.Create(b), Vector128.Create(odd)).ToScalar());
        Assert.NotEqual(odd, (float)(((double)a * b) + odd));
    }

    private static (float A, float B, float C) Triple(Random random, int kind)
    {
        float a = Float(random, kind == 0 ? 0 : 100, kind == 0 ? 255 : 150);
        float b = Float(random, kind == 0 ? 0 : 100, kind == 0 ? 255 : 150);
        float product = a * b;
        switch (kind)
        {
            case 0: // any bit patterns, NaN and infinity among them
                return (a, b, Float(random, 0, 255));
            case 1: // comparable magnitudes
                return (a, b, Float(random, 100, 150));
            case 2: // almost complete cancellation
                return (a, b, -MathF.BitIncrement(product));
            case 3: // c is the rounded product's negative: the result is the product's rounding error
                return (a, b, -product);
            case 4: // a product of about half a unit of c, or a hair beside it
            {
                float c = Float(random, 120, 130);
                float unit = MathF.BitIncrement(MathF.Abs(c)) - MathF.Abs(c);
                float factor = MathF.ScaleB(1f, random.Next(-20, 20));
                float half = unit / 2 / factor;
                half = random.Next(3) switch { 0 => half, 1 => MathF.BitIncrement(half), _ => MathF.BitDecrement(half) };
                return (random.Next(2) == 0 ? factor : -factor, half, c);
            }

            case 5: // few significant bits: exact halves and ties
                return (random.Next(-4096, 4096), random.Next(-4096, 4096) + 0.5f, MathF.ScaleB(random.Next(-65536, 65536), random.Next(-4, 12)));
            case 6: // results among the denormals
                return (Float(random, 30, 70), Float(random, 30, 70), Float(random, 0, 3));
            default: // results around overflow
                return (Float(random, 185, 195), Float(random, 185, 195), Float(random, 250, 254));
        }
    }

    private static float Float(Random random, int lowestExponent, int highestExponent)
    {
        uint sign = (uint)random.Next(2) << 31;
        uint exponent = (uint)random.Next(lowestExponent, highestExponent + 1) << 23;

        // Mantissas of runs of ones or zeros reach ties far more often than uniform ones.
        uint mantissa = (uint)random.Next(1 << 23);
        mantissa = random.Next(4) switch { 0 => mantissa & (uint)(-1 << random.Next(23)), 1 => mantissa | ((1u << random.Next(23)) - 1), _ => mantissa };
        return BitConverter.UInt32BitsToSingle(sign | exponent | (mantissa & 0x7FFFFF));
    }

    private static Vector128<float> Four(Span<float> values, int start) => Vector128.Create<float>(values.Slice(start, 4));

    private static Vector256<float> Eight(Span<float> values, int start) => Vector256.Create<float>(values.Slice(start, 8));

    private static void CheckAll(string form, Span<float> a, Span<float> b, Span<float> c, Span<float> actual)
    {
        for (int lane = 0; lane < 16; lane++)
        {
            Check(form, a[lane], b[lane], c[lane], actual[lane]);
        }
    }

    private static void Check(string form, float a, float b, float c, float actual)
    {
        float expected = MathF.FusedMultiplyAdd(a, b, c);
        if (BitConverter.SingleToUInt32Bits(expected) != BitConverter.SingleToUInt32Bits(actual) && !(float.IsNaN(expected) && float.IsNaN(actual)))
        {
            Assert.Fail($"{form}: {a:R} * {b:R} + {c:R} = {expected:R}, not {actual:R}");
        }
    }
}
