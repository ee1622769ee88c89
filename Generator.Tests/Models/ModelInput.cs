using System;
using System.Runtime.InteropServices;

namespace ModelGen.Tests.Models;

/// <summary>Inputs of a model of either kind: features, or ids.</summary>
internal readonly struct ModelInput
{
    private readonly ReadOnlyMemory<float> _features;
    private readonly ReadOnlyMemory<int> _ids;

    public ModelInput(ReadOnlyMemory<float> features) => _features = features;

    public ModelInput(ReadOnlyMemory<int> ids) => _ids = ids;

    /// <summary>Number of elements.</summary>
    public int Length => _features.Length + _ids.Length;

    public ModelInput Slice(int start, int length)
        => _ids.IsEmpty ? new(_features.Slice(start, length)) : new(_ids.Slice(start, length));

    /// <summary>The elements as the type that the model reads.</summary>
    public ReadOnlySpan<TIn> As<TIn>()
        where TIn : unmanaged
        => typeof(TIn) == typeof(int) ? MemoryMarshal.Cast<int, TIn>(_ids.Span) : MemoryMarshal.Cast<float, TIn>(_features.Span);
}
