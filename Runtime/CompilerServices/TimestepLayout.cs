using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>Moves rows between a sequence, time-major, and one row for all timesteps. Padding lanes of results are 0.</summary>
public static class TimestepLayout
{
    /// <summary>All timesteps of each row one after another.</summary>
    /// <param name="source">Values <c>[timesteps, rows, count]</c>, <paramref name="sourceStride"/> floats apart.</param>
    /// <param name="destination">Receives <c>[rows, timesteps · count]</c>, <paramref name="destinationStride"/> floats apart.</param>
    /// <param name="count">Features of a timestep.</param>
    /// <param name="sourceStride">Floats from one timestep's row to the next.</param>
    /// <param name="destinationStride">Floats from one row of the destination to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows.</param>
    public static void Flatten(ref float source, ref float destination, int count, int sourceStride, int destinationStride, int timesteps, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float row = ref Unsafe.Add(ref destination, r * destinationStride);
            for (int t = 0; t < timesteps; t++)
            {
                RowOperations.Copy(ref Unsafe.Add(ref source, ((t * rows) + r) * sourceStride), ref Unsafe.Add(ref row, t * count), count);
            }

            RowOperations.Clear(ref Unsafe.Add(ref row, timesteps * count), destinationStride - (timesteps * count));
        }
    }

    /// <summary>The gradient of what <see cref="Flatten"/> read.</summary>
    /// <param name="delta">The gradient of its result, <paramref name="deltaStride"/> floats apart.</param>
    /// <param name="destination">Receives <c>[timesteps, rows, count]</c>, <paramref name="stride"/> floats apart.</param>
    /// <param name="count">Features of a timestep.</param>
    /// <param name="deltaStride">Floats from one row of delta to the next.</param>
    /// <param name="stride">Floats from one timestep's row to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows.</param>
    public static void FlattenGradient(ref float delta, ref float destination, int count, int deltaStride, int stride, int timesteps, int rows)
    {
        for (int i = 0; i < timesteps * rows; i++)
        {
            ref float row = ref Unsafe.Add(ref destination, i * stride);
            RowOperations.Copy(ref Unsafe.Add(ref delta, ((i % rows) * deltaStride) + (i / rows * count)), ref row, count);
            RowOperations.Clear(ref Unsafe.Add(ref row, count), stride - count);
        }
    }

    /// <summary>Each row at every timestep.</summary>
    /// <param name="source">Rows, <paramref name="sourceStride"/> floats apart.</param>
    /// <param name="destination">Receives <c>[timesteps, rows, count]</c>, <paramref name="destinationStride"/> floats apart.</param>
    /// <param name="count">Features.</param>
    /// <param name="sourceStride">Floats from one row of the source to the next.</param>
    /// <param name="destinationStride">Floats from one row of the destination to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows.</param>
    public static void Repeat(ref float source, ref float destination, int count, int sourceStride, int destinationStride, int timesteps, int rows)
    {
        for (int i = 0; i < timesteps * rows; i++)
        {
            ref float row = ref Unsafe.Add(ref destination, i * destinationStride);
            RowOperations.Copy(ref Unsafe.Add(ref source, (i % rows) * sourceStride), ref row, count);
            RowOperations.Clear(ref Unsafe.Add(ref row, count), destinationStride - count);
        }
    }

    /// <summary>The gradient of what <see cref="Repeat"/> read: the sum over the timesteps, from the first one on.</summary>
    /// <param name="delta">The gradient of its result, <paramref name="stride"/> floats apart.</param>
    /// <param name="destination">Receives the gradient of the rows, <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows.</param>
    public static void RepeatGradient(ref float delta, ref float destination, int stride, int timesteps, int rows)
    {
        RowOperations.Clear(ref destination, rows * stride);
        for (int t = 0; t < timesteps; t++)
        {
            RowOperations.Add(ref Unsafe.Add(ref delta, t * rows * stride), ref destination, rows * stride);
        }
    }

    /// <summary>Rows in another stride.</summary>
    /// <param name="source">Rows, <paramref name="sourceStride"/> floats apart.</param>
    /// <param name="destination">Receives them, <paramref name="destinationStride"/> floats apart.</param>
    /// <param name="count">Features.</param>
    /// <param name="sourceStride">Floats from one row of the source to the next.</param>
    /// <param name="destinationStride">Floats from one row of the destination to the next.</param>
    /// <param name="rows">Rows.</param>
    public static void Copy(ref float source, ref float destination, int count, int sourceStride, int destinationStride, int rows)
        => Repeat(ref source, ref destination, count, sourceStride, destinationStride, timesteps: 1, rows);
}
