using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

// The fast forms of tanh and sigmoid, for models that ask for them ([Model(FastActivations = true)]).
//
// tanh(x) is x P(x²) / Q(x²) for |x| <= FastBound, constant beyond; P of degree 2 and Q of degree 3 are a minimax fit of absolute error
// 7e-6 (Lawson's iteration), P then scaled by 1 + 5e-6, so that the error at the bound, where the fit is below tanh, is
// no greater than those before it. sigmoid(x) is (1 + tanh(x / 2)) / 2 with the halves in the coefficients. No exp: 9 operations
// instead of 13 to 15, and a shorter chain.
public static partial class VectorMath
{
    private const float FastBound = 6.1f;
    private const float FastP0 = 0.999972939f;
    private const float FastP1 = 0.114271753f;
    private const float FastP2 = 0.00148297229f;
    private const float FastQ1 = 0.447503477f;
    private const float FastQ2 = 0.0174122807f;
    private const float FastQ3 = 5.43987881e-05f;

    /// <summary>The hyperbolic tangent, coarse and fast.</summary>
    /// <remarks>
    /// Greatest absolute error over all floats: 1.23e-5; greatest relative error: 2.73e-5. Odd, and between ±0.9999936, which it keeps
    /// from ±6.1 on.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FastTanh(float x)
    {
        x = Clamp(x, FastBound);
        float x2 = x * x;
        return x * FastTanhP(x2) / FastTanhQ(x2);
    }

    /// <summary>The logistic function, coarse and fast.</summary>
    /// <remarks>Greatest absolute error over all floats: 6.14e-6. Between 3.2e-6 and 0.9999968, which it keeps from ±12.2 on.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FastSigmoid(float x)
    {
        x = Clamp(x, 2f * FastBound);
        float x2 = x * x;
        float q = FastSigmoidQ(x2);
        return MultiplyAdd(x, FastSigmoidP(x2), q) / (q + q);
    }

    /// <summary>FastSigmoid(<paramref name="gate"/>) · FastTanh(<paramref name="x"/>) with one division; see <see cref="GatedTanh(float, float)"/>.</summary>
    /// <remarks>Greatest absolute error: 1.9e-5.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FastGatedTanh(float gate, float x)
    {
        x = Clamp(x, FastBound);
        gate = Clamp(gate, 2f * FastBound);
        float x2 = x * x;
        float gate2 = gate * gate;
        float q = FastSigmoidQ(gate2);
        return x * FastTanhP(x2) * MultiplyAdd(gate, FastSigmoidP(gate2), q) / (FastTanhQ(x2) * (q + q));
    }

    /// <summary>A GRU's next state with FastSigmoid and FastTanh; see <see cref="GruState(float, float, float)"/>.</summary>
    /// <remarks>Greatest absolute error: 1.9e-5 and 6.2e-6 of |hidden|. One division; finite while |hidden| is below 1e33.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FastGruState(float update, float candidate, float hidden)
    {
        candidate = Clamp(candidate, FastBound);
        update = Clamp(update, 2f * FastBound);
        float candidate2 = candidate * candidate;
        float update2 = update * update;
        float denominator = FastTanhQ(candidate2);
        float q = FastSigmoidQ(update2);
        float both = q + q;
        float kept = MultiplyAdd(update, FastSigmoidP(update2), q);
        float renewed = (both - kept) * (candidate * FastTanhP(candidate2));
        return MultiplyAdd(hidden * kept, denominator, renewed) / (both * denominator);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FastTanhP(float x2) => MultiplyAdd(MultiplyAdd(x2, FastP2, FastP1), x2, FastP0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FastTanhQ(float x2) => MultiplyAdd(MultiplyAdd(MultiplyAdd(x2, FastQ3, FastQ2), x2, FastQ1), x2, 1f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FastSigmoidP(float x2) => MultiplyAdd(MultiplyAdd(x2, FastP2 / 32f, FastP1 / 8f), x2, FastP0 / 2f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FastSigmoidQ(float x2) => MultiplyAdd(MultiplyAdd(MultiplyAdd(x2, FastQ3 / 64f, FastQ2 / 16f), x2, FastQ1 / 4f), x2, 1f);
}
