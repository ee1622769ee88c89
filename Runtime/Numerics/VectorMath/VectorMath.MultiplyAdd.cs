using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.CompilerServices;

// Where the processor has no fused multiply-add it is computed through double: the product of two floats is exact there, the
// sum is rounded to odd (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using
// rounding to odd", 2008) and only the conversion to float rounds to nearest. Double has 53 >= 24 + 2 bits and its exponents
// reach every product of floats, so overflow and denormal results come out right as well.
public static partial class VectorMath
{
    // One `if` per instruction set, straight on the intrinsic's own property: that is folded before inlining. Behind a
    // property or a conditional expression of ours the JIT passes every result through the stack.

    /// <summary>a · b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c)
    {
        if (Fma.IsSupported)
        {
            return MathF.FusedMultiplyAdd(a, b, c);
        }

        if (AdvSimd.IsSupported)
        {
            return MathF.FusedMultiplyAdd(a, b, c);
        }

        return EmulatedMultiplyAdd(a, b, c);
    }

    /// <inheritdoc cref="MultiplyAdd(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        if (Fma.IsSupported)
        {
            return Vector128.FusedMultiplyAdd(a, b, c);
        }

        if (AdvSimd.IsSupported)
        {
            return Vector128.FusedMultiplyAdd(a, b, c);
        }

        return EmulatedMultiplyAdd(a, b, c);
    }

    /// <inheritdoc cref="MultiplyAdd(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
    {
        if (Fma.IsSupported)
        {
            return Vector256.FusedMultiplyAdd(a, b, c);
        }

        return Vector256.Create(
            MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()),
            MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));
    }

    /// <inheritdoc cref="MultiplyAdd(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c)
    {
        if (Avx512F.IsSupported)
        {
            return Vector512.FusedMultiplyAdd(a, b, c);
        }

        return Vector512.Create(
            MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()),
            MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));
    }

    /// <summary>a · b + c with one rounding, without the processor's instruction for it.</summary>
    internal static float EmulatedMultiplyAdd(float a, float b, float c)
    {
        double product = (double)a * b;
        double addend = c;
        double sum = product + addend;

        // What the addition lost, exactly (Knuth's TwoSum). NaN where the sum is not finite; all comparisons below are then false.
        double part = sum - product;
        double lost = (product - (sum - part)) + (addend - part);

        // The neighbours of the exact sum are `sum` and the next double towards what was lost: take the odd one of the two.
        long bits = BitConverter.DoubleToInt64Bits(sum);
        if ((bits & 1) == 0 && (lost > 0 || lost < 0))
        {
            bits += (lost > 0) == (sum > 0) ? 1 : -1;
        }

        return (float)BitConverter.Int64BitsToDouble(bits);
    }

    /// <inheritdoc cref="EmulatedMultiplyAdd(float, float, float)"/>
    internal static Vector128<float> EmulatedMultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return Vector128.Create(
                EmulatedMultiplyAdd(a.GetElement(0), b.GetElement(0), c.GetElement(0)),
                EmulatedMultiplyAdd(a.GetElement(1), b.GetElement(1), c.GetElement(1)),
                EmulatedMultiplyAdd(a.GetElement(2), b.GetElement(2), c.GetElement(2)),
                EmulatedMultiplyAdd(a.GetElement(3), b.GetElement(3), c.GetElement(3)));
        }

        (Vector128<double> aLow, Vector128<double> aHigh) = Vector128.Widen(a);
        (Vector128<double> bLow, Vector128<double> bHigh) = Vector128.Widen(b);
        (Vector128<double> cLow, Vector128<double> cHigh) = Vector128.Widen(c);
        return Vector128.Narrow(MultiplyAddToOdd(aLow, bLow, cLow), MultiplyAddToOdd(aHigh, bHigh, cHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> MultiplyAddToOdd(Vector128<double> a, Vector128<double> b, Vector128<double> c)
    {
        Vector128<double> product = a * b;
        Vector128<double> sum = product + c;
        Vector128<double> part = sum - product;
        Vector128<double> lost = (product - (sum - part)) + (c - part);

        // +1 where the loss has the sum's sign, -1 where it has the other, 0 where nothing was lost (true is -1 in a mask).
        Vector128<double> away = lost ^ (sum & Vector128.Create(-0d));
        Vector128<long> step = Vector128.LessThan(away, Vector128<double>.Zero).AsInt64() - Vector128.GreaterThan(away, Vector128<double>.Zero).AsInt64();

        Vector128<long> bits = sum.AsInt64();
        Vector128<long> isEven = (bits & Vector128<long>.One) - Vector128<long>.One;
        return (bits + (step & isEven)).AsDouble();
    }
}
