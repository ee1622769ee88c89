using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// Element-wise work on one row, outside the inner loops of a model. With a literal count the JIT turns the copies into
/// a few vector moves.
/// </summary>
public static class RowOperations
{
    /// <summary>destination = source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref float source, ref float destination, int count)
        => Unsafe.CopyBlockUnaligned(ref Unsafe.As<float, byte>(ref destination), ref Unsafe.As<float, byte>(ref source), (uint)count * sizeof(float));

    /// <summary>Copies some columns of rows that are <paramref name="stride"/> floats apart to rows without a gap.</summary>
    public static void CopyColumns(ReadOnlySpan<float> rows, int stride, int column, int width, Span<float> destination)
    {
        int to = 0;
        for (int from = column; from < rows.Length; from += stride)
        {
            rows.Slice(from, width).CopyTo(destination[to..]);
            to += width;
        }
    }

    /// <summary>The way back: copies rows without a gap to some columns of rows that are <paramref name="stride"/> floats apart.</summary>
    public static void SetColumns(ReadOnlySpan<float> source, Span<float> rows, int stride, int column, int width)
    {
        int from = 0;
        for (int to = column; to < rows.Length; to += stride)
        {
            source.Slice(from, width).CopyTo(rows[to..]);
            from += width;
        }
    }

    /// <summary>The same for ids, which a row of floats holds as such.</summary>
    public static void SetColumns(ReadOnlySpan<int> source, Span<float> rows, int stride, int column, int width)
    {
        int from = 0;
        for (int to = column; to < rows.Length; to += stride)
        {
            for (int k = 0; k < width; k++)
            {
                rows[to + k] = source[from++];
            }
        }
    }

    /// <summary>destination = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(ref float destination, int count)
        => MemoryMarshal.CreateSpan(ref destination, count).Clear();

    /// <summary>destination += source.</summary>
    public static void Add(ref float source, ref float destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, i) += Unsafe.Add(ref source, i);
        }
    }

    /// <summary>destination *= source.</summary>
    public static void Multiply(ref float source, ref float destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, i) *= Unsafe.Add(ref source, i);
        }
    }

    /// <summary>destination = (destination + source) / 2.</summary>
    public static void Average(ref float source, ref float destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, i) = 0.5f * (Unsafe.Add(ref destination, i) + Unsafe.Add(ref source, i));
        }
    }

    /// <summary>destination = scale · source.</summary>
    public static void Scale(ref float source, ref float destination, int count, float scale)
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, i) = scale * Unsafe.Add(ref source, i);
        }
    }

    /// <summary>destination = source · factor, element by element.</summary>
    public static void Product(ref float source, ref float factor, ref float destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, i) = Unsafe.Add(ref source, i) * Unsafe.Add(ref factor, i);
        }
    }

    /// <summary>Softmax of <paramref name="rows"/> rows of <paramref name="count"/> values, <paramref name="stride"/> floats apart, in place; the greatest value is subtracted first.</summary>
    public static void Softmax(ref float values, int count, int stride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float y = ref Unsafe.Add(ref values, row * stride);
            float greatest = y;
            for (int i = 1; i < count; i++)
            {
                // Not Math.Max: a NaN must reach the sum.
                float value = Unsafe.Add(ref y, i);
                greatest = value <= greatest ? greatest : value;
            }

            float sum = 0f;
            for (int i = 0; i < count; i++)
            {
                float e = VectorMath.Exp(Unsafe.Add(ref y, i) - greatest);
                Unsafe.Add(ref y, i) = e;
                sum += e;
            }

            for (int i = 0; i < count; i++)
            {
                Unsafe.Add(ref y, i) /= sum;
            }
        }
    }

    /// <summary>gradient = y · (gradient − Σ gradient·y), the softmax' derivative from its own values, row by row.</summary>
    public static void SoftmaxGradient(ref float values, ref float gradient, int count, int stride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float y = ref Unsafe.Add(ref values, row * stride);
            ref float g = ref Unsafe.Add(ref gradient, row * stride);
            float dot = 0f;
            for (int i = 0; i < count; i++)
            {
                dot += Unsafe.Add(ref g, i) * Unsafe.Add(ref y, i);
            }

            for (int i = 0; i < count; i++)
            {
                Unsafe.Add(ref g, i) = Unsafe.Add(ref y, i) * (Unsafe.Add(ref g, i) - dot);
            }
        }
    }

    /// <summary>
    /// Writes <paramref name="rows"/> rows of a packed panel as columns of another matrix: destination row j, column
    /// k is source row k, column j. The destination's columns are cut into panels of
    /// 64, then 32, 16 and 8.
    /// </summary>
    /// <param name="source">First of the panel's rows to transpose.</param>
    /// <param name="columns">Floats in a row of the source panel.</param>
    /// <param name="rows">Number of source rows, which is the number of destination columns.</param>
    /// <param name="destination">The destination matrix.</param>
    /// <param name="destinationRow">Destination row of the panel's first column.</param>
    /// <param name="destinationRows">Rows of the destination matrix.</param>
    public static void Transpose(ref float source, int columns, int rows, ref float destination, int destinationRow, int destinationRows)
    {
        int padded = (rows + 7) & ~7;
        int first = 0;
        for (int width = 64; first < padded; width /= 2)
        {
            for (; padded - first >= width; first += width)
            {
                ref float panel = ref Unsafe.Add(ref destination, (destinationRows * first) + (destinationRow * width));
                for (int k = 0; k < width && first + k < rows; k++)
                {
                    ref float row = ref Unsafe.Add(ref source, (first + k) * columns);
                    for (int j = 0; j < columns; j++)
                    {
                        Unsafe.Add(ref panel, (j * width) + k) = Unsafe.Add(ref row, j);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Dropout of one row: each element is 0 with probability <paramref name="rate"/>, else divided by 1 − rate. The
    /// draws depend on the key, the layer, the row and the element alone, so that the backward pass repeats them.
    /// </summary>
    public static void Dropout(ref float source, ref float destination, int count, float rate, ulong key, int layer, int row, int timestep)
    {
        ulong stream = Mix(Mix(key + (ulong)(uint)layer) + (((ulong)(uint)row) << 32) + (uint)timestep);
        float scale = 1f / (1f - rate);
        uint threshold = (uint)(rate * 16777216.0);
        for (int i = 0; i < count; i++)
        {
            uint draw = (uint)(Mix(stream + ((ulong)(uint)i * 0x9E3779B97F4A7C15ul)) >> 40);
            Unsafe.Add(ref destination, i) = draw < threshold ? 0f : Unsafe.Add(ref source, i) * scale;
        }
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15ul;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ul;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBul;
        return z ^ (z >> 31);
    }
}
