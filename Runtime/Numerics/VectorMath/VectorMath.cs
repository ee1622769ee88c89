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
/// conversions, estimates). NaN in, NaN out; a NaN's payload and sign are not specified.
/// </para>
/// <para>
/// The vector text exists once, in <c>VectorMath.Vector256.cs</c>; the build derives the 128-bit and 512-bit overloads
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

    // tanh(x) = x P(x²) / Q(x²), P and Q of degree 4 with P(0) = Q(0) = 1: Remez exchange on |x| <= 8.7, relative error 1.6e-8,
    // then a search over neighbouring floats for the least rounding error of this evaluation order.
    private const float TanhP1 = 0.134032145f;
    private const float TanhP2 = 0.00352193811f;
    private const float TanhP3 = 2.10437756e-05f;
    private const float TanhP4 = 1.39623397e-08f;
    private const float TanhQ1 = 0.467365354f;
    private const float TanhQ2 = 0.025977226f;
    private const float TanhQ3 = 0.000332875614f;
    private const float TanhQ4 = 8.02393117e-07f;
    private const float TanhOne = 8.5f;

    /// <summary>e to the power of <paramref name="x"/>; denormal results included.</summary>
    /// <remarks>
    /// Cody and Waite's range reduction x = n ln 2 + r, a polynomial of degree 6 in r by Estrin's scheme, times
    /// 2^n (1 - n Ln2Low): the low part of ln 2 enters as a factor of the scale, off the chain through r.
    /// 2^n is multiplied in two halves, so that neither the scale nor a denormal result leaves the range early.
    /// Greatest error over all floats: see the accuracy tests' bound of 4 ulp.
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
        float y = ExpReduced(r) * scale1 * scale2;
        y = x > ExpInfinity ? float.PositiveInfinity : y;
        return x < ExpZero ? 0f : y;
    }

    /// <summary>The logistic function 1 / (1 + exp(-x)); denormal results included.</summary>
    /// <remarks>
    /// As <see cref="Exp(float)"/> for exp(-x), but the scale 2^n enters in the multiply-add that forms the denominator,
    /// and one division follows. Accurate relative to the result at both ends, where the form through tanh is not.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x)
    {
        float m = MultiplyAdd(x, -Log2E, SigmoidMagic);
        float n = m - SigmoidMagic;
        float r = MultiplyAdd(n, -Ln2High, -x);
        float scale = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(m) << 23) * MultiplyAdd(n, -Ln2Low, 1f);
        float denominator = MultiplyAdd(ExpReduced(r), scale, SigmoidScale);
        denominator = x > SigmoidOne ? SigmoidScale : denominator;
        denominator = x < SigmoidZero ? float.PositiveInfinity : denominator;
        return SigmoidScale / denominator;
    }

    /// <summary>The hyperbolic tangent.</summary>
    /// <remarks>
    /// A rational function of degree 9 over 8, numerator and denominator by Estrin's scheme side by side: about two thirds of
    /// the latency of a form through exp, and exact relative to the result near 0. ±1 from |x| = 8.5 on.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x)
    {
        float x2 = x * x;
        float x4 = x2 * x2;
        float p = MultiplyAdd(x4, TanhP4, MultiplyAdd(x2, TanhP3, TanhP2));
        float q = MultiplyAdd(x4, TanhQ4, MultiplyAdd(x2, TanhQ3, TanhQ2));
        float numerator = MultiplyAdd(x4 * x, p, MultiplyAdd(x2, TanhP1, 1f) * x);
        float denominator = MultiplyAdd(x4, q, MultiplyAdd(x2, TanhQ1, 1f));
        float y = numerator / denominator;
        return MathF.Abs(x) > TanhOne ? MathF.CopySign(1f, x) : y;
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

    /// <summary>exp(r) for |r| up to ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ExpReduced(float r)
    {
        float r2 = r * r;
        float low = MultiplyAdd(MultiplyAdd(r, Exp3, Exp2), r2, r + 1f);
        float high = MultiplyAdd(r2, Exp6, MultiplyAdd(r, Exp5, Exp4));
        return MultiplyAdd(high, r2 * r2, low);
    }
}
