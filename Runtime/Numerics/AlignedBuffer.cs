using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>A zeroed block of floats whose first element lies on a 64-byte boundary and never moves.</summary>
public sealed class AlignedBuffer
{
    private const int AlignmentInFloats = 16;

    private readonly float[] _array;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> floats, all 0.</summary>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _array = GC.AllocateArray<float>(length + (2 * AlignmentInFloats), pinned: true);
        unsafe
        {
            nint address = (nint)Unsafe.AsPointer(ref _array[0]);
            _start = (int)((-address & 63) / sizeof(float));
        }
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The first float; 64-byte aligned.</summary>
    public ref float Reference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array), _start);
    }

    /// <summary>All floats.</summary>
    public Span<float> Span => _array.AsSpan(_start, Length);
}
