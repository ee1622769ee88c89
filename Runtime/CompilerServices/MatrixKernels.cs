using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// The matrix products of the backward pass, for shapes that are arguments. Models call them with literals; their own kernels, which
/// run at inference, have the shapes written into them.
/// </summary>
/// <typeparam name="TLanes">The vector.</typeparam>
public static class MatrixKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Tiles of 6 rows by 2 vectors, as in the models' kernels; then of 2 rows and of 1.
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>result[rows, panels · columns] = input[rows, length] × matrix, or added to what the result holds. Each element is one chain over the length.</summary>
    /// <param name="weights">The packed matrix: panels of <c>[length, columns]</c>.</param>
    /// <param name="panels">Number of panels.</param>
    /// <param name="columns">Floats in a row of a panel, a multiple of the vector's lanes.</param>
    /// <param name="length">Elements of an input row.</param>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="result">The first result row.</param>
    /// <param name="resultStride">Floats from one result row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="adds">Chains go on from what the result holds.</param>
    [MethodImpl(Kernel)]
    public static void Product(ref float weights, int panels, int columns, int length, ref float input, int inputStride, ref float result, int resultStride, int rows, bool adds)
    {
        for (int panel = 0; panel < panels; panel++)
        {
            int column = 0;
            for (; column + (2 * TLanes.Count) <= columns; column += 2 * TLanes.Count)
            {
                ref float w = ref Unsafe.Add(ref weights, (panel * length * columns) + column);
                ref float z = ref Unsafe.Add(ref result, (panel * columns) + column);
                int row = 0;
                for (; row + 6 <= rows; row += 6)
                {
                    Product6x2(ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, adds);
                }

                for (; row + 2 <= rows; row += 2)
                {
                    Product2x2(ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, adds);
                }

                if (row < rows)
                {
                    Product1x2(ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), adds);
                }
            }

            if (column < columns)
            {
                ref float w = ref Unsafe.Add(ref weights, (panel * length * columns) + column);
                ref float z = ref Unsafe.Add(ref result, (panel * columns) + column);
                int row = 0;
                for (; row + 6 <= rows; row += 6)
                {
                    Product6x1(ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, adds);
                }

                for (; row < rows; row++)
                {
                    Product1x1(ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), adds);
                }
            }
        }
    }

    /// <summary>gradient[length, panels · columns] += Σ over rows of inputᵀ × delta, in packed panels. Each element is one chain over the rows.</summary>
    /// <param name="gradient">The first of the matrix' rows to add to, in the first panel.</param>
    /// <param name="panels">Number of panels.</param>
    /// <param name="columns">Floats in a row of a panel, a multiple of the vector's lanes.</param>
    /// <param name="panelStride">Floats from one panel to the next.</param>
    /// <param name="length">Elements of an input row.</param>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="delta">The first row of deltas.</param>
    /// <param name="deltaStride">Floats from one row of deltas to the next.</param>
    /// <param name="rows">Number of rows.</param>
    [MethodImpl(Kernel)]
    public static void OuterProduct(ref float gradient, int panels, int columns, int panelStride, int length, ref float input, int inputStride, ref float delta, int deltaStride, int rows)
    {
        for (int panel = 0; panel < panels; panel++)
        {
            int column = 0;
            for (; column + (2 * TLanes.Count) <= columns; column += 2 * TLanes.Count)
            {
                ref float g = ref Unsafe.Add(ref gradient, (panel * panelStride) + column);
                ref float d = ref Unsafe.Add(ref delta, (panel * columns) + column);
                int k = 0;
                for (; k + 6 <= length; k += 6)
                {
                    Outer6x2(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
                }

                for (; k + 2 <= length; k += 2)
                {
                    Outer2x2(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
                }

                if (k < length)
                {
                    Outer1x2(ref Unsafe.Add(ref g, k * columns), ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
                }
            }

            if (column < columns)
            {
                ref float g = ref Unsafe.Add(ref gradient, (panel * panelStride) + column);
                ref float d = ref Unsafe.Add(ref delta, (panel * columns) + column);
                int k = 0;
                for (; k + 6 <= length; k += 6)
                {
                    Outer6x1(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
                }

                for (; k < length; k++)
                {
                    Outer1x1(ref Unsafe.Add(ref g, k * columns), ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
                }
            }
        }
    }

    /// <summary>gradient[panels · columns] += Σ over rows of delta, in packed panels: a bias' gradient. Each element is one chain over the rows.</summary>
    /// <param name="gradient">The bias row of the first panel.</param>
    /// <param name="panels">Number of panels.</param>
    /// <param name="columns">Floats in a row of a panel, a multiple of the vector's lanes.</param>
    /// <param name="panelStride">Floats from one panel to the next.</param>
    /// <param name="delta">The first row of deltas.</param>
    /// <param name="deltaStride">Floats from one row of deltas to the next.</param>
    /// <param name="rows">Number of rows.</param>
    [MethodImpl(Kernel)]
    public static void ColumnSums(ref float gradient, int panels, int columns, int panelStride, ref float delta, int deltaStride, int rows)
    {
        for (int panel = 0; panel < panels; panel++)
        {
            for (int column = 0; column < columns; column += TLanes.Count)
            {
                ref float g = ref Unsafe.Add(ref gradient, (panel * panelStride) + column);
                ref float d = ref Unsafe.Add(ref delta, (panel * columns) + column);
                TLanes sum = TLanes.Load(ref g, 0);
                for (int row = 0; row < rows; row++)
                {
                    sum += TLanes.Load(ref d, 0);
                    d = ref Unsafe.Add(ref d, deltaStride);
                }

                sum.Store(ref g, 0);
            }
        }
    }

    /// <summary>6 rows by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product6x2(ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, bool adds)
    {
        TLanes s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        if (adds)
        {
            TLanes.Load(ref z, out s00, out s01);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11);
            TLanes.Load(ref Unsafe.Add(ref z, 2 * resultStride), out s20, out s21);
            TLanes.Load(ref Unsafe.Add(ref z, 3 * resultStride), out s30, out s31);
            TLanes.Load(ref Unsafe.Add(ref z, 4 * resultStride), out s40, out s41);
            TLanes.Load(ref Unsafe.Add(ref z, 5 * resultStride), out s50, out s51);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, w1, ref s10, ref s11);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2 * inputStride), w0, w1, ref s20, ref s21);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3 * inputStride), w0, w1, ref s30, ref s31);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4 * inputStride), w0, w1, ref s40, ref s41);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5 * inputStride), w0, w1, ref s50, ref s51);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        TLanes.Store(ref z, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11);
        TLanes.Store(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21);
        TLanes.Store(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31);
        TLanes.Store(ref Unsafe.Add(ref z, 4 * resultStride), s40, s41);
        TLanes.Store(ref Unsafe.Add(ref z, 5 * resultStride), s50, s51);
    }

    /// <summary>2 rows by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product2x2(ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, bool adds)
    {
        TLanes s00 = default, s01 = default, s10 = default, s11 = default;
        if (adds)
        {
            TLanes.Load(ref z, out s00, out s01);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, w1, ref s10, ref s11);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        TLanes.Store(ref z, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11);
    }

    /// <summary>1 row by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x2(ref float w, int columns, int length, ref float x, ref float z, bool adds)
    {
        TLanes s00 = default, s01 = default;
        if (adds)
        {
            TLanes.Load(ref z, out s00, out s01);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        TLanes.Store(ref z, s00, s01);
    }

    /// <summary>6 rows by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Product6x1(ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, bool adds)
    {
        TLanes s00 = default, s10 = default, s20 = default, s30 = default, s40 = default, s50 = default;
        if (adds)
        {
            s00 = TLanes.Load(ref z, 0);
            s10 = TLanes.Load(ref Unsafe.Add(ref z, resultStride), 0);
            s20 = TLanes.Load(ref Unsafe.Add(ref z, 2 * resultStride), 0);
            s30 = TLanes.Load(ref Unsafe.Add(ref z, 3 * resultStride), 0);
            s40 = TLanes.Load(ref Unsafe.Add(ref z, 4 * resultStride), 0);
            s50 = TLanes.Load(ref Unsafe.Add(ref z, 5 * resultStride), 0);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes w0 = TLanes.Load(ref w, 0);
            TLanes.Accumulate(ref x, w0, ref s00);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, ref s10);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2 * inputStride), w0, ref s20);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3 * inputStride), w0, ref s30);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4 * inputStride), w0, ref s40);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5 * inputStride), w0, ref s50);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        s00.Store(ref z, 0);
        s10.Store(ref Unsafe.Add(ref z, resultStride), 0);
        s20.Store(ref Unsafe.Add(ref z, 2 * resultStride), 0);
        s30.Store(ref Unsafe.Add(ref z, 3 * resultStride), 0);
        s40.Store(ref Unsafe.Add(ref z, 4 * resultStride), 0);
        s50.Store(ref Unsafe.Add(ref z, 5 * resultStride), 0);
    }

    /// <summary>1 row by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x1(ref float w, int columns, int length, ref float x, ref float z, bool adds)
    {
        TLanes s00 = default;
        if (adds)
        {
            s00 = TLanes.Load(ref z, 0);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes w0 = TLanes.Load(ref w, 0);
            TLanes.Accumulate(ref x, w0, ref s00);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        s00.Store(ref z, 0);
    }

    /// <summary>6 elements by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer6x2(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        TLanes.Load(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11);
        TLanes.Load(ref Unsafe.Add(ref g, 2 * columns), out TLanes s20, out TLanes s21);
        TLanes.Load(ref Unsafe.Add(ref g, 3 * columns), out TLanes s30, out TLanes s31);
        TLanes.Load(ref Unsafe.Add(ref g, 4 * columns), out TLanes s40, out TLanes s41);
        TLanes.Load(ref Unsafe.Add(ref g, 5 * columns), out TLanes s50, out TLanes s51);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, d1, ref s10, ref s11);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2), d0, d1, ref s20, ref s21);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3), d0, d1, ref s30, ref s31);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4), d0, d1, ref s40, ref s41);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5), d0, d1, ref s50, ref s51);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref g, columns), s10, s11);
        TLanes.Store(ref Unsafe.Add(ref g, 2 * columns), s20, s21);
        TLanes.Store(ref Unsafe.Add(ref g, 3 * columns), s30, s31);
        TLanes.Store(ref Unsafe.Add(ref g, 4 * columns), s40, s41);
        TLanes.Store(ref Unsafe.Add(ref g, 5 * columns), s50, s51);
    }

    /// <summary>2 elements by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer2x2(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        TLanes.Load(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, d1, ref s10, ref s11);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref g, columns), s10, s11);
    }

    /// <summary>1 element by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer1x2(ref float g, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
    }

    /// <summary>6 elements by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Outer6x1(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes s00 = TLanes.Load(ref g, 0);
        TLanes s10 = TLanes.Load(ref Unsafe.Add(ref g, columns), 0);
        TLanes s20 = TLanes.Load(ref Unsafe.Add(ref g, 2 * columns), 0);
        TLanes s30 = TLanes.Load(ref Unsafe.Add(ref g, 3 * columns), 0);
        TLanes s40 = TLanes.Load(ref Unsafe.Add(ref g, 4 * columns), 0);
        TLanes s50 = TLanes.Load(ref Unsafe.Add(ref g, 5 * columns), 0);
        for (int row = 0; row < rows; row++)
        {
            TLanes d0 = TLanes.Load(ref d, 0);
            TLanes.Accumulate(ref x, d0, ref s00);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, ref s10);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2), d0, ref s20);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3), d0, ref s30);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4), d0, ref s40);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5), d0, ref s50);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        s00.Store(ref g, 0);
        s10.Store(ref Unsafe.Add(ref g, columns), 0);
        s20.Store(ref Unsafe.Add(ref g, 2 * columns), 0);
        s30.Store(ref Unsafe.Add(ref g, 3 * columns), 0);
        s40.Store(ref Unsafe.Add(ref g, 4 * columns), 0);
        s50.Store(ref Unsafe.Add(ref g, 5 * columns), 0);
    }

    /// <summary>1 element by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Outer1x1(ref float g, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes s00 = TLanes.Load(ref g, 0);
        for (int row = 0; row < rows; row++)
        {
            TLanes d0 = TLanes.Load(ref d, 0);
            TLanes.Accumulate(ref x, d0, ref s00);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        s00.Store(ref g, 0);
    }
}
