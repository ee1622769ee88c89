using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The recurrent state of one stream: hidden and cell states of every recurrent layer. It can be copied, saved and
/// restored (rollback netcode, save games) through plain floats.
/// </summary>
public sealed class ModelState
{
    private readonly ModelShape _shape;

    /// <summary>A state of zeros for the model of the given shape. Models offer <c>CreateState()</c>.</summary>
    public ModelState(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        int padded = 0;
        foreach (StateTensor tensor in shape.StateTensors)
        {
            padded += PaddedLength(tensor.Length);
        }

        Buffer = new AlignedBuffer(padded);
    }

    /// <summary>Number of floats in the state: the sum of all layers' h and c.</summary>
    public int Length => _shape.StateLength;

    /// <summary>The padded states that kernels read: each tensor starts on a multiple of 16 floats.</summary>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public AlignedBuffer Buffer { get; }

    /// <summary>The model this state belongs to.</summary>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public ModelShape Shape => _shape;

    /// <summary>Back to zeros, the start of a sequence.</summary>
    public void Reset() => Buffer.Span.Clear();

    /// <summary>Writes the state, <see cref="Length"/> floats: per recurrent layer h, then c; forward direction before backward.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have <see cref="Length"/> floats.</exception>
    public void CopyTo(Span<float> destination)
    {
        RequireLength(destination.Length, nameof(destination));
        Span<float> padded = Buffer.Span;
        foreach (StateTensor tensor in _shape.StateTensors.AsSpan())
        {
            padded[..tensor.Length].CopyTo(destination);
            padded = padded[PaddedLength(tensor.Length)..];
            destination = destination[tensor.Length..];
        }
    }

    /// <summary>Restores a state that <see cref="CopyTo(Span{float})"/> wrote.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> does not have <see cref="Length"/> floats.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        RequireLength(source.Length, nameof(source));
        Span<float> padded = Buffer.Span;
        foreach (StateTensor tensor in _shape.StateTensors.AsSpan())
        {
            source[..tensor.Length].CopyTo(padded);
            padded = padded[PaddedLength(tensor.Length)..];
            source = source[tensor.Length..];
        }
    }

    /// <summary>Takes over another state of the same model.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> belongs to a model of another shape.</exception>
    public void CopyFrom(ModelState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(other._shape, _shape))
        {
            throw new ArgumentException($"{_shape.ModelName}: this state cannot take the state of {other._shape.ModelName}.", nameof(other));
        }

        other.Buffer.Span.CopyTo(Buffer.Span);
    }

    /// <summary>Floats from the start of a tensor of <paramref name="length"/> floats to the start of the next.</summary>
    internal static int PaddedLength(int length) => (length + 15) & ~15;

    private void RequireLength(int actual, string parameter)
    {
        if (actual != Length)
        {
            throw new ArgumentException($"{_shape.ModelName}: a state has {Length} floats, the span has {actual}.", parameter);
        }
    }
}
