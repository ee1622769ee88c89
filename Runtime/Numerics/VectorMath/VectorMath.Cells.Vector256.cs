using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

// The cells' vector text, written once like VectorMath.Vector256.cs: the build derives the other widths by replacing the type's
// name. VectorMath.Cells.cs explains the formulas; its scalar overloads compute the same.
public static partial class VectorMath
{
    /// <inheritdoc cref="GatedTanh(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GatedTanh(Vector256<float> gate, Vector256<float> x)
    {
        Vector256<float> numerator = TanhNumerator(x);
        return numerator / (SigmoidDenominator(gate) * (numerator + Vector256.Create(2f)));
    }

    /// <inheritdoc cref="GatedTanh(float, float, out float, out float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GatedTanh(Vector256<float> gate, Vector256<float> x, out Vector256<float> sigmoid, out Vector256<float> tanh)
    {
        Vector256<float> numerator = TanhNumerator(x);
        Vector256<float> gateDenominator = SigmoidDenominator(gate);
        Vector256<float> denominator = numerator + Vector256.Create(2f);
        Vector256<float> product = gateDenominator * denominator;
        Vector256<float> reciprocal = Vector256<float>.One / product;
        sigmoid = reciprocal * denominator;
        tanh = reciprocal * gateDenominator * numerator;
        return numerator / product;
    }

    /// <inheritdoc cref="GruState(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GruState(Vector256<float> update, Vector256<float> candidate, Vector256<float> hidden)
    {
        Vector256<float> numerator = TanhNumerator(candidate);
        Vector256<float> denominator = numerator + Vector256.Create(2f);
        Vector256<float> x = Clamp(update, SigmoidBound);
        Vector256<float> m = MultiplyAdd(x, Vector256.Create(-Log2E), Vector256.Create(ScaleMagic));
        Vector256<float> r = MultiplyAdd(x, Vector256.Create(-Log2E), Vector256.Create(ScaleMagic) - m);
        Vector256<float> r2 = r * r;
        Vector256<float> e = MultiplyAdd(PowerHigh(r, r2), r2, Line(r, Power1, 1f)) * (m.AsInt32() << 23).AsSingle();
        return MultiplyAdd(e, numerator, hidden * denominator) / MultiplyAdd(e, denominator, denominator);
    }

    /// <inheritdoc cref="GateSigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GateSigmoid(Vector256<float> x) => Vector256<float>.One / SigmoidDenominator(x);

    /// <inheritdoc cref="GateTanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GateTanh(Vector256<float> x)
    {
        Vector256<float> numerator = TanhNumerator(x);
        return numerator / (numerator + Vector256.Create(2f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SigmoidDenominator(Vector256<float> x)
    {
        x = Clamp(x, SigmoidBound);
        Vector256<float> m = MultiplyAdd(x, Vector256.Create(-Log2E), Vector256.Create(ScaleMagic));
        Vector256<float> r = MultiplyAdd(x, Vector256.Create(-Log2E), Vector256.Create(ScaleMagic) - m);
        Vector256<float> r2 = r * r;
        return MultiplyAdd(
            MultiplyAdd(PowerHigh(r, r2), r2, Line(r, Power1, 1f)),
            (m.AsInt32() << 23).AsSingle(),
            Vector256<float>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> TanhNumerator(Vector256<float> x)
    {
        x = Clamp(x, TanhBound);
        Vector256<float> m = MultiplyAdd(x, Vector256.Create(2f * Log2E), Vector256.Create(ScaleMagic));
        Vector256<float> r = MultiplyAdd(x, Vector256.Create(2f * Log2E), Vector256.Create(ScaleMagic) - m);
        Vector256<float> scale = (m.AsInt32() << 23).AsSingle();
        Vector256<float> r2 = r * r;
        return MultiplyAdd(
            MultiplyAdd(PowerHigh(r, r2), r2, r * Vector256.Create(Power1)),
            scale,
            scale - Vector256<float>.One);
    }

    /// <summary>Power2 + Power3 r + Power4 r² + Power5 r³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerHigh(Vector256<float> r, Vector256<float> r2) =>
        MultiplyAdd(Line(r, Power5, Power4), r2, Line(r, Power3, Power2));

    /// <summary>x within ±bound; NaN stays.</summary>
    // One instruction each. Where an operand is NaN, x86 returns the second and ARM returns NaN: x comes second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> x, float bound) =>
        Vector256.MinNative(Vector256.Create(bound), Vector256.MaxNative(Vector256.Create(-bound), x));
}
