using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

// The vector text of the fast forms, written once like VectorMath.Vector256.cs. It mirrors VectorMath.Fast.cs line by line.
public static partial class VectorMath
{
    /// <inheritdoc cref="FastTanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastTanh(Vector256<float> x)
    {
        x = Clamp(x, FastBound);
        Vector256<float> x2 = x * x;
        return x * FastTanhP(x2) / FastTanhQ(x2);
    }

    /// <inheritdoc cref="FastSigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastSigmoid(Vector256<float> x)
    {
        x = Clamp(x, 2f * FastBound);
        Vector256<float> x2 = x * x;
        Vector256<float> q = FastSigmoidQ(x2);
        return MultiplyAdd(x, FastSigmoidP(x2), q) / (q + q);
    }

    /// <inheritdoc cref="FastGatedTanh(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastGatedTanh(Vector256<float> gate, Vector256<float> x)
    {
        x = Clamp(x, FastBound);
        gate = Clamp(gate, 2f * FastBound);
        Vector256<float> x2 = x * x;
        Vector256<float> gate2 = gate * gate;
        Vector256<float> q = FastSigmoidQ(gate2);
        return x * FastTanhP(x2) * MultiplyAdd(gate, FastSigmoidP(gate2), q) / (FastTanhQ(x2) * (q + q));
    }

    /// <inheritdoc cref="FastGruState(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FastGruState(Vector256<float> update, Vector256<float> candidate, Vector256<float> hidden)
    {
        candidate = Clamp(candidate, FastBound);
        update = Clamp(update, 2f * FastBound);
        Vector256<float> candidate2 = candidate * candidate;
        Vector256<float> update2 = update * update;
        Vector256<float> denominator = FastTanhQ(candidate2);
        Vector256<float> q = FastSigmoidQ(update2);
        Vector256<float> both = q + q;
        Vector256<float> kept = MultiplyAdd(update, FastSigmoidP(update2), q);
        Vector256<float> renewed = (both - kept) * (candidate * FastTanhP(candidate2));
        return MultiplyAdd(hidden * kept, denominator, renewed) / (both * denominator);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FastTanhP(Vector256<float> x2) => MultiplyAdd(Line(x2, FastP2, FastP1), x2, Vector256.Create(FastP0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FastTanhQ(Vector256<float> x2) => MultiplyAdd(MultiplyAdd(Line(x2, FastQ3, FastQ2), x2, Vector256.Create(FastQ1)), x2, Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FastSigmoidP(Vector256<float> x2) => MultiplyAdd(Line(x2, FastP2 / 32f, FastP1 / 8f), x2, Vector256.Create(FastP0 / 2f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FastSigmoidQ(Vector256<float> x2) => MultiplyAdd(MultiplyAdd(Line(x2, FastQ3 / 64f, FastQ2 / 16f), x2, Vector256.Create(FastQ1 / 4f)), x2, Vector256<float>.One);
}
