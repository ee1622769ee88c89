using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// The arithmetic that emitted kernels share: one fused multiply-add and the activation functions, as overloads for one
/// float and for vectors of 4, 8 and 16 floats.
/// </summary>
/// <remarks>
/// <para>
/// Every overload returns the same bits for the same lane, on every instruction set: all are built from additions,
/// multiplications, divisions and fused multiply-adds, which IEEE 754 rounds the same way everywhere, in one written order.
/// Nothing is used whose result for NaN or for values out of range depends on the processor (minimum, maximum,
/// conversions, estimates), but for the cells' clamps, which let NaN pass everywhere. NaN in, NaN out; a NaN's payload and
/// sign are not specified.
/// </para>
/// <para>
/// The vector text exists once, in <c>VectorMath.Vector256.cs</c> and <c>VectorMath.Cells.Vector256.cs</c>; the build derives the 128-bit and 512-bit overloads
/// from it. The scalar text below mirrors it line by line: change both together.
/// </para>
/// <para>
/// The functions are the latency of a small recurrent cell, so each is one short dependency chain with at most one
/// division, and everything that concerns the ends of the range is computed beside that chain.
/// </para>
/// </remarks>
public static partial class VectorMath
{
    // 1.5 * 2^23: adding it rounds a float of magnitude up to 2^22 to an integer, which then sits in the low mantissa bits.
    private const float RoundingMagic = 12582912f;

    private const float Log2E = 1.44269504f;

    // ln 2 = Ln2High + Ln2Low to 2^-54.
    private const float Ln2High = 0.693147182464599609375f;
    private const float Ln2Low = -1.90465429995776804525e-9f;

    // exp(r) = 1 + r + r² (Exp2 + Exp3 r + Exp4 r² + Exp5 r³ + Exp6 r⁴) on |r| <= 0.34665, relative error 3.3e-9:
    // fpminimax of Sollya 8 with these coefficients in single precision and 1 + r fixed.
    private const float Exp2 = 0.4999999105930328369140625f;
    private const float Exp3 = 0.16666521131992340087890625f;
    private const float Exp4 = 4.16689626872539520263671875e-2f;
    private const float Exp5 = 8.36867280304431915283203125e-3f;
    private const float Exp6 = 1.3782493770122528076171875e-3f;

    // Exp: below ExpZero the result rounds to 0, above ExpInfinity it overflows.
    private const float ExpZero = -104f;
    private const float ExpInfinity = 89f;

    // Sigmoid: 1 / (1 + exp(-x)) with numerator and denominator times 2^-24, so that the denominator is finite for every
    // x whose result is not 0. SigmoidMagic also puts the exponent's bias and that -24 in place.
    private const float SigmoidScale = 5.9604644775390625e-8f;
    private const float SigmoidMagic = RoundingMagic + 127f - 24f;
    private const float SigmoidZero = -104f;
    private const float SigmoidOne = 18f;

    // Tanh, |x| < TanhSplit: x + x³ (TanhC1 + TanhC2 x² + TanhC3 x⁴ + TanhC4 x⁶), relative error 4.4e-8 (fpminimax, x fixed).
    private const float TanhSplit = 0.55f;
    private const float TanhC1 = -0.333328902721405029296875f;
    private const float TanhC2 = 0.1331940591335296630859375f;
    private const float TanhC3 = -5.258615314960479736328125e-2f;
    private const float TanhC4 = 1.627281494438648223876953125e-2f;

    // Tanh, TanhSplit <= |x| <= TanhOne: 1 - N(|x|) / D(|x|), where N / D is the Remez exchange's rational function of degree
    // 4 over 7 for 2 / (1 + exp(2 |x|)), absolute error 3.2e-8; then a search over neighbouring floats for the least rounding
    // error of this evaluation order. From TanhOne on the result is ±1.
    private const float TanhOne = 8.66f;
    private const float TanhN0 = 1.00076091f;
    private const float TanhN1 = -0.478396088f;
    private const float TanhN2 = 0.0879338309f;
    private const float TanhN3 = -0.00734029198f;
    private const float TanhN4 = 0.000233913932f;
    private const float TanhD1 = 0.528089225f;
    private const float TanhD2 = 0.59219265f;
    private const float TanhD3 = 0.300784647f;
    private const float TanhD4 = 0.062804997f;
    private const float TanhD5 = 0.0463408716f;
    private const float TanhD6 = -0.00259732897f;
    private const float TanhD7 = 0.00249238429f;

    /// <summary>e to the power of <paramref name="x"/>; denormal results included.</summary>
    /// <remarks>
    /// Cody and Waite's range reduction x = n ln 2 + r, a polynomial of degree 6 in r by Estrin's scheme, times
    /// 2^n (1 - n Ln2Low): the low part of ln 2 enters as a factor of the scale, off the chain through r.
    /// 2^n is multiplied in two halves, so that neither the scale nor a denormal result leaves the range early.
    /// Greatest error over all floats: 2.35 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x)
    {
        float m = MultiplyAdd(x, Log2E, RoundingMagic);
        float n = m - RoundingMagic;
        float r = MultiplyAdd(n, -Ln2High, x);
        int exponent = BitConverter.SingleToInt32Bits(m) - BitConverter.SingleToInt32Bits(RoundingMagic);
        int half = exponent >> 1;
        float scale1 = BitConverter.Int32BitsToSingle((half << 23) + (127 << 23)) * MultiplyAdd(n, -Ln2Low, 1f);
        float scale2 = BitConverter.Int32BitsToSingle(((exponent - half) << 23) + (127 << 23));
        float r2 = r * r;
        float y = MultiplyAdd(ExpHigh(r, r2), r2 * r2, ExpLow(r, r2)) * scale1 * scale2;
        y = x > ExpInfinity ? float.PositiveInfinity : y;
        return x < ExpZero ? 0f : y;
    }

    /// <summary>The logistic function 1 / (1 + exp(-x)); denormal results included.</summary>
    /// <remarks>
    /// As <see cref="Exp(float)"/> for exp(-x), but the scale 2^n and the low part of ln 2 enter in the multiply-adds that form
    /// the denominator, and one division follows. Accurate relative to the result at both ends, where the form through tanh
    /// is not. Greatest error over all floats: 3.2 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x)
    {
        float m = MultiplyAdd(x, -Log2E, SigmoidMagic);
        float n = m - SigmoidMagic;
        float r = MultiplyAdd(n, -Ln2High, -x);
        float scale = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(m) << 23);
        float r2 = r * r;
        float low = ExpLow(r, r2);
        float correction = MultiplyAdd(low, scale * (n * -Ln2Low), SigmoidScale);
        float denominator = MultiplyAdd(MultiplyAdd(ExpHigh(r, r2), r2 * r2, low), scale, correction);
        denominator = x > SigmoidOne ? SigmoidScale : denominator;
        denominator = x < SigmoidZero ? float.PositiveInfinity : denominator;
        return SigmoidScale / denominator;
    }

    /// <summary>The hyperbolic tangent.</summary>
    /// <remarks>
    /// Without exp, whose chain is half as long again: near 0 an odd polynomial, elsewhere 1 minus a rational function of |x|,
    /// both by Estrin's scheme side by side. Greatest error over all floats: 2.6 ulp; never beyond ±1.
    /// (One rational function x P(x²) / Q(x²) is shorter still, but its roundings add up to 5 ulp near saturation.)
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x)
    {
        float a = MathF.Abs(x);
        float x2 = x * x;
        float x4 = x2 * x2;
        float small = MultiplyAdd(x2 * x, MultiplyAdd(x4, MultiplyAdd(x2, TanhC4, TanhC3), MultiplyAdd(x2, TanhC2, TanhC1)), x);
        float numerator = MultiplyAdd(x2, MultiplyAdd(x2, TanhN4, MultiplyAdd(a, TanhN3, TanhN2)), MultiplyAdd(a, TanhN1, TanhN0));
        float low = MultiplyAdd(x2, MultiplyAdd(a, TanhD3, TanhD2), MultiplyAdd(a, TanhD1, 1f));
        float high = MultiplyAdd(x2, MultiplyAdd(a, TanhD7, TanhD6), MultiplyAdd(a, TanhD5, TanhD4));
        float y = 1f - (numerator / MultiplyAdd(x4, high, low));
        y = a > TanhOne ? 1f : y;
        return MathF.CopySign(a < TanhSplit ? small : y, x); // the sign also mends -0, which `small` makes +0
    }

    /// <summary>Keras 3's (and PyTorch's) hard sigmoid, relu6(x + 3) / 6 = clip(x / 6 + 0.5, 0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float HardSigmoid(float x)
    {
        float y = x + 3f;
        y = y < 0f ? 0f : y;
        y = y > 6f ? 6f : y;
        return y / 6f;
    }

    /// <summary>The hard sigmoid of Keras 2 and TensorFlow.js, clip(0.2 x + 0.5, 0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float HardSigmoidKeras2(float x)
    {
        float y = MultiplyAdd(x, 0.2f, 0.5f);
        y = y < 0f ? 0f : y;
        return y > 1f ? 1f : y;
    }

    /// <summary>The rectifier: <paramref name="x"/>, or 0 where it is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Relu(float x) => x < 0f ? 0f : x;

    // exp(r) = ExpLow + r⁴ ExpHigh for |r| up to ln 2 / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ExpLow(float r, float r2) => MultiplyAdd(MultiplyAdd(r, Exp3, Exp2), r2, r + 1f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ExpHigh(float r, float r2) => MultiplyAdd(r2, Exp6, MultiplyAdd(r, Exp5, Exp4));
}
