using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

// A recurrent cell is five non-linearities (LSTM) or three (GRU) of the same kind per unit, and a division costs as much as
// ten multiply-adds: so the gates of a cell are computed together, as numerators and denominators whose quotients are formed once.
// With e = exp(-x): sigmoid(x) = 1 / (1 + e). With e = exp(2 x): tanh(x) = (e - 1) / (e + 1).
//
// exp is 2^n 2^r with x log2(e) = n + r, |r| <= 1/2. ScaleMagic rounds to n and leaves n plus the exponent's bias in the low bits,
// so that one shift makes 2^n; the subtraction that takes it out again is exact, and r is one fused multiply-add. That log2(e) is
// a single float costs |x| 1.3e-8 of e, which no longer matters where it is large, because the functions have saturated there.
// Before that, x is clamped so that 2^n and the products of two denominators are finite and not denormal.
public static partial class VectorMath
{
    private const float ScaleMagic = RoundingMagic + 127f;

    // 2^r = 1 + r (Power1 + Power2 r + ... + Power5 r⁴) on |r| <= 1/2, relative error 9.5e-8: fpminimax of Sollya 8 with these
    // coefficients in single precision and 1 fixed. sigmoid passes on a quarter of an error of exp at most, tanh half.
    private const float Power1 = 0.693147003650665283203125f;
    private const float Power2 = 0.24022240936756134033203125f;
    private const float Power3 = 5.5506996810436248779296875e-2f;
    private const float Power4 = 9.671571664512157440185546875e-3f;
    private const float Power5 = 1.327461679466068744659423828125e-3f;

    // From here on sigmoid is 1 or below 1e-26, tanh is ±1.
    private const float SigmoidBound = 60f;
    private const float TanhBound = 11f;

    /// <summary>sigmoid(<paramref name="gate"/>) · tanh(<paramref name="x"/>).</summary>
    /// <remarks>
    /// One division. What an LSTM's input gate lets in, from the pre-activations of i and g, and its output, from that of o and
    /// the next c: c = f · c + GatedTanh(i, g) with f = <see cref="GateSigmoid(float)"/>, h = GatedTanh(o, c). Absolute error at most
    /// 3.5e-7; ±1 for infinite arguments, and not quite 0 (up to 8.8e-27) where the gate is shut by an infinite one.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GatedTanh(float gate, float x)
    {
        float numerator = TanhNumerator(x);
        return numerator / (SigmoidDenominator(gate) * (numerator + 2f));
    }

    /// <summary>The same product, bit for bit, with its factors.</summary>
    /// <remarks>
    /// What the backward pass of an LSTM keeps: two divisions in place of three, no exponential twice. The factors are products with the
    /// reciprocal of both denominators: absolute error of the sigmoid at most 2.5e-7, of the hyperbolic tangent at most 4e-7.
    /// </remarks>
    /// <param name="gate">The gate's pre-activation.</param>
    /// <param name="x">The other's.</param>
    /// <param name="sigmoid">sigmoid(<paramref name="gate"/>).</param>
    /// <param name="tanh">tanh(<paramref name="x"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GatedTanh(float gate, float x, out float sigmoid, out float tanh)
    {
        float numerator = TanhNumerator(x);
        float gateDenominator = SigmoidDenominator(gate);
        float denominator = numerator + 2f;
        float product = gateDenominator * denominator;
        float reciprocal = 1f / product;
        sigmoid = reciprocal * denominator;
        tanh = reciprocal * gateDenominator * numerator;
        return numerator / product;
    }

    /// <summary>
    /// A GRU's next state, z · hidden + (1 - z) · tanh(candidate) with z = sigmoid(update), from pre-activations (the candidate's
    /// includes the reset gate's part).
    /// </summary>
    /// <remarks>
    /// With e = exp(-update) and tanh = n / d it is (hidden · d + e · n) / ((1 + e) · d): one division, no difference 1 - z.
    /// Finite while |hidden| is below 9e28.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GruState(float update, float candidate, float hidden)
    {
        float numerator = TanhNumerator(candidate);
        float denominator = numerator + 2f;
        float x = Clamp(update, SigmoidBound);
        float m = MultiplyAdd(x, -Log2E, ScaleMagic);
        float r = MultiplyAdd(x, -Log2E, ScaleMagic - m);
        float r2 = r * r;
        float e = MultiplyAdd(PowerHigh(r, r2), r2, MultiplyAdd(r, Power1, 1f)) * BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(m) << 23);
        return MultiplyAdd(e, numerator, hidden * denominator) / MultiplyAdd(e, denominator, denominator);
    }

    /// <summary>The logistic function as the cells compute it.</summary>
    /// <remarks>
    /// A GRU's reset gate, an LSTM's forget gate, and the gates that the backward pass needs. Absolute error at most 1.01e-7, relative error at most
    /// 1.1e-6 for arguments from -60 on, below which the result stays at 8.8e-27. (<see cref="Sigmoid(float)"/> has no such bound.)
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GateSigmoid(float x) => 1f / SigmoidDenominator(x);

    /// <summary>The hyperbolic tangent as the cells compute it.</summary>
    /// <remarks>
    /// Absolute error at most 1.5e-7, relative error at most 9.6e-7; never beyond ±1. (<see cref="Tanh(float)"/> is more
    /// accurate and takes twice as many operations.)
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GateTanh(float x)
    {
        float numerator = TanhNumerator(x);
        return numerator / (numerator + 2f);
    }

    /// <summary>1 + exp(-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SigmoidDenominator(float x)
    {
        x = Clamp(x, SigmoidBound);
        float m = MultiplyAdd(x, -Log2E, ScaleMagic);
        float r = MultiplyAdd(x, -Log2E, ScaleMagic - m);
        float r2 = r * r;
        return MultiplyAdd(
            MultiplyAdd(PowerHigh(r, r2), r2, MultiplyAdd(r, Power1, 1f)),
            BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(m) << 23),
            1f);
    }

    /// <summary>exp(2 x) - 1 without cancellation; tanh is this divided by this + 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float TanhNumerator(float x)
    {
        x = Clamp(x, TanhBound);
        float m = MultiplyAdd(x, 2f * Log2E, ScaleMagic);
        float r = MultiplyAdd(x, 2f * Log2E, ScaleMagic - m);
        float scale = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(m) << 23);
        float r2 = r * r;
        return MultiplyAdd(MultiplyAdd(PowerHigh(r, r2), r2, r * Power1), scale, scale - 1f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PowerHigh(float r, float r2) => MultiplyAdd(MultiplyAdd(r, Power5, Power4), r2, MultiplyAdd(r, Power3, Power2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Clamp(float x, float bound)
    {
        x = x < -bound ? -bound : x;
        return x > bound ? bound : x;
    }
}
