using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

/// <summary>The tiers that kernels are emitted for. All of them compute the same bits.</summary>
public enum InstructionSet
{
    /// <summary>512-bit vectors (AVX-512).</summary>
    Vector512,
    /// <summary>256-bit vectors with fused multiply-add (AVX2 and FMA).</summary>
    Vector256,
    /// <summary>128-bit vectors (NEON, SSE).</summary>
    Vector128,
    /// <summary>No vectors.</summary>
    Scalar,
}

/// <summary>Which tier this machine runs.</summary>
public static class InstructionSets
{
    /// <summary>The tier that a model's public methods take on this machine. Folded to a constant by the JIT and by NativeAOT.</summary>
    public static InstructionSet Best
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? InstructionSet.Vector512
            : Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported ? InstructionSet.Vector256
            : Vector128.IsHardwareAccelerated ? InstructionSet.Vector128
            : InstructionSet.Scalar;
    }
}
