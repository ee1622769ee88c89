using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>Packed floats as bfloat16 or int8. Every rounding is to the nearest, ties to even: the same bits on every machine.</summary>
internal static class ReducedWeights
{
    /// <summary>The stored form of <paramref name="packed"/>.</summary>
    public static AlignedBuffer Create(ReducedLayout layout, AlignedBuffer packed)
    {
        var stored = new AlignedBuffer(layout.Length);
        foreach (ReducedMatrix matrix in layout.Matrices)
        {
            foreach (ReducedPanel panel in matrix.Panels)
            {
                foreach (ReducedRows rows in matrix.Rows)
                {
                    ReadOnlySpan<float> source = packed.Span.Slice(panel.Source + (rows.Source * panel.Columns), rows.Count * panel.Columns);
                    Span<float> target = stored.Span[(panel.Target + (rows.Target * panel.Columns))..];
                    if (!rows.IsKernel)
                    {
                        source.CopyTo(target);
                    }
                    else if (layout.Precision == WeightPrecision.BFloat16)
                    {
                        StoreBFloat16(source, target, panel.Columns);
                    }
                    else
                    {
                        StoreInt8(source, target, panel.Columns);
                    }
                }
            }
        }

        return stored;
    }

    /// <summary>The nearest bfloat16, as the upper half of a float; finite values stay finite.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
        {
            return (ushort)((bits >> 16) | 0x40);
        }

        uint rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        bool overflows = (rounded & 0x7FFF) == 0x7F80 && float.IsFinite(value);
        return (ushort)(overflows ? rounded - 1 : rounded);
    }

    private static void StoreBFloat16(ReadOnlySpan<float> source, Span<float> target, int columns)
    {
        for (int i = 0; i < source.Length; i++)
        {
            int row = i / columns;
            uint word = (uint)ToBFloat16(source[i]) << (16 * (row & 1));
            Unsafe.As<float, uint>(ref target[(row / 2 * columns) + (i % columns)]) |= word;
        }
    }

    private static void StoreInt8(ReadOnlySpan<float> source, Span<float> target, int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            float greatest = 0f;
            for (int i = column; i < source.Length; i += columns)
            {
                // MathF.Max hands on a NaN, which then is the scale.
                greatest = MathF.Max(greatest, MathF.Abs(source[i]));
            }

            float scale = greatest / 127f;
            target[column] = scale;
            for (int i = column, row = 0; i < source.Length; i += columns, row++)
            {
                float quotient = scale > 0f ? Math.Clamp(MathF.Round(source[i] / scale), -127f, 127f) : 0f;
                uint word = (uint)(byte)(sbyte)quotient << (8 * (row & 3));
                Unsafe.As<float, uint>(ref target[columns + (row / 4 * columns) + column]) |= word;
            }
        }
    }
}
