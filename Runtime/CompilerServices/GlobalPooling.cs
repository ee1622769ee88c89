using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// Mean, maximum and last one of the active timesteps of each row, in the order of time, so that a row has the same bits on every machine and among
/// any others. A row without an active timestep becomes zeros. Values are time-major; padding lanes of results are 0.
/// </summary>
public static class GlobalPooling
{
    /// <summary>The mean.</summary>
    /// <param name="source">Values <c>[timesteps, rows, count]</c>, rows <paramref name="sourceStride"/> floats apart.</param>
    /// <param name="destination">Receives <c>[rows, count]</c>, rows <paramref name="destinationStride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="count">Features.</param>
    /// <param name="sourceStride">Floats from one row of the source to the next.</param>
    /// <param name="destinationStride">Floats from one row of the destination to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void Average(
        ref float source, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int count, int sourceStride, int destinationStride, int timesteps, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float y = ref Unsafe.Add(ref destination, r * destinationStride);
            RowOperations.Clear(ref y, destinationStride);
            int active = 0;
            for (int i = r; i < timesteps * rows; i += rows)
            {
                if (IsActive(kinds, ragged, i))
                {
                    RowOperations.Add(ref Unsafe.Add(ref source, i * sourceStride), ref y, count);
                    active++;
                }
            }

            for (int k = 0; active > 0 && k < count; k++)
            {
                Unsafe.Add(ref y, k) /= active;
            }
        }
    }

    /// <summary>The greatest value; NaN where one is NaN.</summary>
    /// <inheritdoc cref="Average"/>
    public static void Max(
        ref float source, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int count, int sourceStride, int destinationStride, int timesteps, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float y = ref Unsafe.Add(ref destination, r * destinationStride);
            RowOperations.Clear(ref y, destinationStride);
            for (int k = 0; k < count; k++)
            {
                int first = Greatest(ref Unsafe.Add(ref source, k), kinds, ragged, sourceStride, timesteps, rows, r);
                Unsafe.Add(ref y, k) = first < 0 ? 0f : Unsafe.Add(ref source, (first * sourceStride) + k);
            }
        }
    }

    /// <summary>The value of the last active timestep.</summary>
    /// <inheritdoc cref="Average"/>
    public static void Last(
        ref float source, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int count, int sourceStride, int destinationStride, int timesteps, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float y = ref Unsafe.Add(ref destination, r * destinationStride);
            RowOperations.Clear(ref y, destinationStride);
            int last = LastActive(kinds, ragged, timesteps, rows, r);
            if (last >= 0)
            {
                RowOperations.Copy(ref Unsafe.Add(ref source, last * sourceStride), ref y, count);
            }
        }
    }

    /// <summary>The last active timestep has the gradient; zeros for the others.</summary>
    /// <inheritdoc cref="AverageGradient"/>
    public static void LastGradient(ref float delta, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int stride, int timesteps, int rows)
    {
        RowOperations.Clear(ref destination, timesteps * rows * stride);
        for (int r = 0; r < rows; r++)
        {
            int last = LastActive(kinds, ragged, timesteps, rows, r);
            if (last >= 0)
            {
                RowOperations.Copy(ref Unsafe.Add(ref delta, r * stride), ref Unsafe.Add(ref destination, last * stride), stride);
            }
        }
    }

    /// <summary>Each active timestep's share of the mean's gradient; zeros for the others.</summary>
    /// <param name="delta">The loss's gradient for the means, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="destination">Receives the gradient of the values, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="stride">Floats from one row of gradients to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void AverageGradient(ref float delta, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int stride, int timesteps, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            int active = 0;
            for (int i = r; i < timesteps * rows; i += rows)
            {
                active += IsActive(kinds, ragged, i) ? 1 : 0;
            }

            for (int i = r; i < timesteps * rows; i += rows)
            {
                ref float dx = ref Unsafe.Add(ref destination, i * stride);
                if (IsActive(kinds, ragged, i))
                {
                    RowOperations.Scale(ref Unsafe.Add(ref delta, r * stride), ref dx, stride, 1f / active);
                }
                else
                {
                    RowOperations.Clear(ref dx, stride);
                }
            }
        }
    }

    /// <summary>The maximum's gradient goes to the first timestep that has it; zeros for the others.</summary>
    /// <param name="source">The values that <see cref="Max"/> read.</param>
    /// <param name="delta">The loss's gradient for the maxima, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="destination">Receives the gradient of the values, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="count">Features.</param>
    /// <param name="sourceStride">Floats from one row of the values to the next.</param>
    /// <param name="stride">Floats from one row of gradients to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void MaxGradient(
        ref float source, ref float delta, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, int count, int sourceStride, int stride, int timesteps, int rows)
    {
        RowOperations.Clear(ref destination, timesteps * rows * stride);
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0; k < count; k++)
            {
                int first = Greatest(ref Unsafe.Add(ref source, k), kinds, ragged, sourceStride, timesteps, rows, r);
                if (first >= 0)
                {
                    Unsafe.Add(ref destination, (first * stride) + k) = Unsafe.Add(ref delta, (r * stride) + k);
                }
            }
        }
    }

    // The number of the first [timestep, row] with the row's greatest value, or −1.
    private static int Greatest(ref float feature, ReadOnlySpan<byte> kinds, bool ragged, int stride, int timesteps, int rows, int row)
    {
        int greatest = -1;
        float best = 0f;
        for (int i = row; i < timesteps * rows; i += rows)
        {
            if (IsActive(kinds, ragged, i))
            {
                float value = Unsafe.Add(ref feature, i * stride);
                if (greatest < 0 || value > best || (float.IsNaN(value) && !float.IsNaN(best)))
                {
                    greatest = i;
                    best = value;
                }
            }
        }

        return greatest;
    }

    // The number of the last active [timestep, row], or −1.
    private static int LastActive(ReadOnlySpan<byte> kinds, bool ragged, int timesteps, int rows, int row)
    {
        int last = ((timesteps - 1) * rows) + row;
        while (last >= 0 && !IsActive(kinds, ragged, last))
        {
            last -= rows;
        }

        return last;
    }

    private static bool IsActive(ReadOnlySpan<byte> kinds, bool ragged, int i) => !ragged || kinds[i] == (byte)TimestepKind.Active;
}
