using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

// The one vector text. The build writes the 128-bit and the 512-bit overloads by replacing the type's name
// (target DeriveVectorTexts in the project file), so nothing here may depend on the width.
// VectorMath.cs explains the algorithms; its scalar overloads mirror these line by line.
public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> m = MultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(RoundingMagic));
        Vector256<float> n = m - Vector256.Create(RoundingMagic);
        Vector256<float> r = MultiplyAdd(n, Vector256.Create(-Ln2High), x);
        Vector256<int> exponent = m.AsInt32() - Vector256.Create(RoundingMagic).AsInt32();
        Vector256<int> half = exponent >> 1;
        Vector256<int> bias = Vector256.Create(127 << 23);
        Vector256<float> scale1 = ((half << 23) + bias).AsSingle() * MultiplyAdd(n, Vector256.Create(-Ln2Low), Vector256<float>.One);
        Vector256<float> scale2 = (((exponent - half) << 23) + bias).AsSingle();
        Vector256<float> r2 = r * r;
        Vector256<float> y = MultiplyAdd(ExpHigh(r, r2), r2 * r2, ExpLow(r, r2)) * scale1 * scale2;
        y = Select(Vector256.GreaterThan(x, Vector256.Create(ExpInfinity)), Vector256.Create(float.PositiveInfinity), y);
        return Select(Vector256.LessThan(x, Vector256.Create(ExpZero)), Vector256<float>.Zero, y);
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        Vector256<float> m = MultiplyAdd(x, Vector256.Create(-Log2E), Vector256.Create(SigmoidMagic));
        Vector256<float> n = m - Vector256.Create(SigmoidMagic);
        Vector256<float> r = MultiplyAdd(n, Vector256.Create(-Ln2High), -x);
        Vector256<float> scale = (m.AsInt32() << 23).AsSingle();
        Vector256<float> r2 = r * r;
        Vector256<float> low = ExpLow(r, r2);
        Vector256<float> correction = MultiplyAdd(low, scale * (n * Vector256.Create(-Ln2Low)), Vector256.Create(SigmoidScale));
        Vector256<float> denominator = MultiplyAdd(MultiplyAdd(ExpHigh(r, r2), r2 * r2, low), scale, correction);
        denominator = Select(Vector256.GreaterThan(x, Vector256.Create(SigmoidOne)), Vector256.Create(SigmoidScale), denominator);
        denominator = Select(Vector256.LessThan(x, Vector256.Create(SigmoidZero)), Vector256.Create(float.PositiveInfinity), denominator);
        return Vector256.Create(SigmoidScale) / denominator;
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> a = Vector256.Abs(x);
        Vector256<float> x2 = x * x;
        Vector256<float> x4 = x2 * x2;
        Vector256<float> small = MultiplyAdd(
            x2 * x,
            MultiplyAdd(x4, Line(x2, TanhC4, TanhC3), Line(x2, TanhC2, TanhC1)),
            x);
        Vector256<float> numerator = MultiplyAdd(
            x2,
            MultiplyAdd(x2, Vector256.Create(TanhN4), Line(a, TanhN3, TanhN2)),
            Line(a, TanhN1, TanhN0));
        Vector256<float> low = MultiplyAdd(x2, Line(a, TanhD3, TanhD2), Line(a, TanhD1, 1f));
        Vector256<float> high = MultiplyAdd(x2, Line(a, TanhD7, TanhD6), Line(a, TanhD5, TanhD4));
        Vector256<float> y = one - (numerator / MultiplyAdd(x4, high, low));
        y = Select(Vector256.GreaterThan(a, Vector256.Create(TanhOne)), one, y);
        y = Select(Vector256.LessThan(a, Vector256.Create(TanhSplit)), small, y);
        return y | (x & Vector256.Create(-0f));
    }

    /// <inheritdoc cref="HardSigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> HardSigmoid(Vector256<float> x)
    {
        Vector256<float> six = Vector256.Create(6f);
        Vector256<float> y = x + Vector256.Create(3f);
        y = Select(Vector256.LessThan(y, Vector256<float>.Zero), Vector256<float>.Zero, y);
        y = Select(Vector256.GreaterThan(y, six), six, y);
        return y / six;
    }

    /// <inheritdoc cref="HardSigmoidKeras2(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> HardSigmoidKeras2(Vector256<float> x)
    {
        Vector256<float> y = MultiplyAdd(x, Vector256.Create(0.2f), Vector256.Create(0.5f));
        y = Select(Vector256.LessThan(y, Vector256<float>.Zero), Vector256<float>.Zero, y);
        return Select(Vector256.GreaterThan(y, Vector256<float>.One), Vector256<float>.One, y);
    }

    /// <inheritdoc cref="Relu(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> x) =>
        Select(Vector256.LessThan(x, Vector256<float>.Zero), Vector256<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpLow(Vector256<float> r, Vector256<float> r2) =>
        MultiplyAdd(Line(r, Exp3, Exp2), r2, r + Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpHigh(Vector256<float> r, Vector256<float> r2) =>
        MultiplyAdd(r2, Vector256.Create(Exp6), Line(r, Exp5, Exp4));

    /// <summary>slope · x + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Line(Vector256<float> x, float slope, float offset) =>
        MultiplyAdd(x, Vector256.Create(slope), Vector256.Create(offset));
}
