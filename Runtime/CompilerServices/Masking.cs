using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>Timesteps of the model's input whose features, or those of one of several inputs, all equal one value: which they are, and the layer that sets them to 0.</summary>
public static class Masking
{
    /// <summary>All features of a timestep equal <paramref name="value"/>.</summary>
    /// <param name="timestep">The features.</param>
    /// <param name="features">Their number.</param>
    /// <param name="value">The value; −0 equals 0, and NaN nothing.</param>
    public static bool IsMasked(ref float timestep, int features, float value)
    {
        for (int k = 0; k < features; k++)
        {
            // Not ContainsAnyExcept, for which NaN equals NaN and −0 is not 0.
            if (Unsafe.Add(ref timestep, k) != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One of <paramref name="rows"/> timesteps is masked.</summary>
    /// <param name="timesteps">The timesteps, one after another.</param>
    /// <param name="features">Features of each.</param>
    /// <param name="rows">Number of timesteps.</param>
    /// <param name="value">See <see cref="IsMasked"/>.</param>
    /// <param name="stride">Floats from one timestep to the next. 0: <paramref name="features"/>.</param>
    public static bool AnyMasked(ref float timesteps, int features, int rows, float value, int stride = 0)
    {
        stride = stride == 0 ? features : stride;
        for (int r = 0; r < rows; r++)
        {
            if (IsMasked(ref Unsafe.Add(ref timesteps, r * stride), features, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Fills <paramref name="kinds"/> from the rows' lengths and the values of their timesteps.</summary>
    /// <param name="lengths">Valid timesteps of each row.</param>
    /// <param name="x">Inputs <c>[rows, stride, features]</c>; what lies beyond a row's length is not read.</param>
    /// <param name="stride">Timesteps from one row to the next.</param>
    /// <param name="features">Features of a timestep.</param>
    /// <param name="value">See <see cref="IsMasked"/>.</param>
    /// <param name="kinds">Receives a <see cref="TimestepKind"/> per timestep and row.</param>
    /// <param name="timesteps">Receives the length of the longest row.</param>
    /// <param name="first">The first of the features that tell.</param>
    /// <param name="count">Their number. 0: all features.</param>
    /// <returns>True where any timestep up to the longest row is not active.</returns>
    public static bool Prepare(ReadOnlySpan<int> lengths, ReadOnlySpan<float> x, int stride, int features, float value, Span<byte> kinds, out int timesteps, int first = 0, int count = 0)
    {
        count = count == 0 ? features : count;
        timesteps = 0;
        foreach (int length in lengths)
        {
            timesteps = Math.Max(timesteps, length);
        }

        bool ragged = false;
        ref float inputs = ref MemoryMarshal.GetReference(x);
        for (int t = 0; t < timesteps; t++)
        {
            for (int r = 0; r < lengths.Length; r++)
            {
                TimestepKind kind = t >= lengths[r] ? TimestepKind.Beyond
                    : IsMasked(ref Unsafe.Add(ref inputs, (((r * stride) + t) * features) + first), count, value) ? TimestepKind.Masked
                    : TimestepKind.Active;
                kinds[(t * lengths.Length) + r] = (byte)kind;
                ragged |= kind != TimestepKind.Active;
            }
        }

        return ragged;
    }

    /// <summary>Copies timesteps; masked ones become 0.</summary>
    /// <param name="source">The timesteps, one after another.</param>
    /// <param name="destination">Receives them, <c>[rows, features]</c>.</param>
    /// <param name="features">Features of each.</param>
    /// <param name="rows">Number of timesteps.</param>
    /// <param name="value">See <see cref="IsMasked"/>.</param>
    /// <param name="sourceStride">Floats from one timestep of the source to the next. 0: <paramref name="features"/>.</param>
    public static void Apply(ref float source, ref float destination, int features, int rows, float value, int sourceStride = 0)
    {
        sourceStride = sourceStride == 0 ? features : sourceStride;
        for (int r = 0; r < rows; r++)
        {
            ref float x = ref Unsafe.Add(ref source, r * sourceStride);
            ref float y = ref Unsafe.Add(ref destination, r * features);
            if (IsMasked(ref x, features, value))
            {
                RowOperations.Clear(ref y, features);
            }
            else
            {
                RowOperations.Copy(ref x, ref y, features);
            }
        }
    }

    /// <summary>The gradient of what <see cref="Apply"/> read: that of its result, 0 at masked timesteps.</summary>
    /// <param name="source">What <see cref="Apply"/> read.</param>
    /// <param name="delta">The gradient of its result, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="destination">Receives the gradient, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="features">Features of a timestep.</param>
    /// <param name="stride">Floats from one row of gradients to the next.</param>
    /// <param name="rows">Number of timesteps.</param>
    /// <param name="value">See <see cref="IsMasked"/>.</param>
    /// <param name="sourceStride">Floats from one timestep of the source to the next. 0: <paramref name="features"/>.</param>
    public static void Gradient(ref float source, ref float delta, ref float destination, int features, int stride, int rows, float value, int sourceStride = 0)
    {
        sourceStride = sourceStride == 0 ? features : sourceStride;
        for (int r = 0; r < rows; r++)
        {
            ref float dx = ref Unsafe.Add(ref destination, r * stride);
            if (IsMasked(ref Unsafe.Add(ref source, r * sourceStride), features, value))
            {
                RowOperations.Clear(ref dx, stride);
            }
            else
            {
                RowOperations.Copy(ref Unsafe.Add(ref delta, r * stride), ref dx, stride);
            }
        }
    }
}
