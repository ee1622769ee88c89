using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

// ConditionalSelect is one instruction under AVX-512's mask registers. For narrower vectors the JIT makes the blend of AVX,
// which reaches only the lower half of AVX-512's registers (and so spills) and is two or three operations on many processors
// anyway; three plain ones are at least as fast.
public static partial class VectorMath
{
    /// <summary>Per lane <paramref name="whenTrue"/> where the mask is all ones, <paramref name="whenFalse"/> where it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Select(Vector128<float> mask, Vector128<float> whenTrue, Vector128<float> whenFalse) =>
        (whenTrue & mask) | Vector128.AndNot(whenFalse, mask);

    /// <inheritdoc cref="Select(Vector128{float}, Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Select(Vector256<float> mask, Vector256<float> whenTrue, Vector256<float> whenFalse) =>
        (whenTrue & mask) | Vector256.AndNot(whenFalse, mask);

    /// <inheritdoc cref="Select(Vector128{float}, Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Select(Vector512<float> mask, Vector512<float> whenTrue, Vector512<float> whenFalse) =>
        Vector512.ConditionalSelect(mask, whenTrue, whenFalse);
}
