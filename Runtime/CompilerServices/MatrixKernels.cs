using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>Where the chains of a product begin.</summary>
public enum ProductStart
{
    /// <summary>At zero; the result is overwritten.</summary>
    Zero,

    /// <summary>At the matrix' first row, the bias.</summary>
    Bias,

    /// <summary>At what the result holds.</summary>
    Result,

    /// <summary>At zero; the finished sums are added to what the result holds.</summary>
    ZeroThenAdd,
}

/// <summary>
/// Matrix products for shapes that are arguments: those of the backward pass, and the few rows that a model's own kernels, which
/// have their shapes written into them, leave behind their tiles.
/// </summary>
/// <typeparam name="TLanes">The vector.</typeparam>
public static partial class MatrixKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>result[rows, panels · columns] = input[rows, length] × matrix, from where <paramref name="start"/> says. Each element is one chain over the length.</summary>
    /// <param name="weights">The packed matrix: panels of rows of <paramref name="columns"/> floats.</param>
    /// <param name="panels">Number of panels.</param>
    /// <param name="columns">Floats in a row of a panel, a multiple of the vector's lanes.</param>
    /// <param name="panelStride">Floats from one panel to the next.</param>
    /// <param name="firstRow">The row of a panel that the first element of an input row belongs to.</param>
    /// <param name="length">Elements of an input row.</param>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="result">The first result row.</param>
    /// <param name="resultStride">Floats from one result row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="start">Where the chains begin.</param>
    /// <param name="width">How many of a panel's columns are computed, from where weights and results point to: one gate of several. 0 for all.</param>
    [MethodImpl(Kernel)]
    public static void Product(ref float weights, int panels, int columns, int panelStride, int firstRow, int length, ref float input, int inputStride, ref float result, int resultStride, int rows, ProductStart start, int width = 0)
    {
        width = width == 0 ? columns : width;

        // Tiles of 6 rows, as in the models' kernels, then fewer rows by more vectors, for enough chains.
        int whole = rows - (rows % 6);
        for (int panel = 0; panel < panels; panel++)
        {
            int column = 0;
            while (column < width && whole > 0)
            {
                ref float bias = ref Unsafe.Add(ref weights, (panel * panelStride) + column);
                ref float w = ref Unsafe.Add(ref bias, firstRow * columns);
                ref float z = ref Unsafe.Add(ref result, (panel * columns) + column);
                int vectors = TileVectors((width - column) / TLanes.Count);
                for (int row = 0; row < whole; row += 6)
                {
                    ref float x = ref Unsafe.Add(ref input, row * inputStride);
                    ref float corner = ref Unsafe.Add(ref z, row * resultStride);
                    if (vectors == TLanes.TileVectors)
                    {
                        ProductTile(ref bias, ref w, columns, length, ref x, inputStride, ref corner, resultStride, start);
                    }
                    else if (vectors == 2)
                    {
                        Product6x2(ref bias, ref w, columns, length, ref x, inputStride, ref corner, resultStride, start);
                    }
                    else
                    {
                        Product6x1(ref bias, ref w, columns, length, ref x, inputStride, ref corner, resultStride, start);
                    }
                }

                column += vectors * TLanes.Count;
            }

            column = 0;
            while (column < width && whole < rows)
            {
                ref float bias = ref Unsafe.Add(ref weights, (panel * panelStride) + column);
                ref float w = ref Unsafe.Add(ref bias, firstRow * columns);
                ref float z = ref Unsafe.Add(ref result, (panel * columns) + column);
                column += RestOfRows(ref bias, ref w, columns, (width - column) / TLanes.Count, length, ref input, inputStride, ref z, resultStride, whole, rows, start);
            }
        }
    }

    /// <summary>Vectors of the next tile, of those that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TileVectors(int vectors) => vectors >= TLanes.TileVectors ? TLanes.TileVectors : vectors >= 2 ? 2 : 1;

    /// <summary>The rows from <paramref name="row"/> on, by as many vectors as the tiles have. Returns the columns done.</summary>
    [MethodImpl(Kernel)]
    private static int RestOfRows(ref float bias, ref float w, int columns, int vectors, int length, ref float input, int inputStride, ref float z, int resultStride, int row, int rows, ProductStart start)
    {
        switch (vectors)
        {
            case 1:
                for (; row < rows; row++)
                {
                    Product1x1(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), start);
                }

                return TLanes.Count;
            case 2:
                for (; row + 2 <= rows; row += 2)
                {
                    Product2x2(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, start);
                }

                if (row < rows)
                {
                    Product1x2(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), start);
                }

                return 2 * TLanes.Count;
            case 3:
                for (; row + 2 <= rows; row += 2)
                {
                    Product2x3(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, start);
                }

                if (row < rows)
                {
                    Product1x3(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), start);
                }

                return 3 * TLanes.Count;
            default:
                for (; row + 2 <= rows; row += 2)
                {
                    Product2x4(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, start);
                }

                if (row < rows)
                {
                    Product1x4(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), ref Unsafe.Add(ref z, row * resultStride), start);
                }

                return 4 * TLanes.Count;
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
    /// <param name="width">How many of a panel's columns are computed, from where gradient and deltas point to: one gate of several. 0 for all.</param>
    [MethodImpl(Kernel)]
    public static void OuterProduct(ref float gradient, int panels, int columns, int panelStride, int length, ref float input, int inputStride, ref float delta, int deltaStride, int rows, int width = 0)
    {
        width = width == 0 ? columns : width;
        for (int panel = 0; panel < panels; panel++)
        {
            int column = 0;
            while (column < width)
            {
                ref float g = ref Unsafe.Add(ref gradient, (panel * panelStride) + column);
                ref float d = ref Unsafe.Add(ref delta, (panel * columns) + column);
                int vectors = TileVectors((width - column) / TLanes.Count);
                int k = 0;
                for (; k + 6 <= length; k += 6)
                {
                    ref float corner = ref Unsafe.Add(ref g, k * columns);
                    ref float x = ref Unsafe.Add(ref input, k);
                    if (vectors == TLanes.TileVectors)
                    {
                        OuterTile(ref corner, columns, ref x, inputStride, ref d, deltaStride, rows);
                    }
                    else if (vectors == 2)
                    {
                        Outer6x2(ref corner, columns, ref x, inputStride, ref d, deltaStride, rows);
                    }
                    else
                    {
                        Outer6x1(ref corner, columns, ref x, inputStride, ref d, deltaStride, rows);
                    }
                }

                for (int pair = 0; pair < vectors; pair += 2)
                {
                    RestOfElements(ref Unsafe.Add(ref g, pair * TLanes.Count), columns, vectors - pair, k, length, ref input, inputStride, ref Unsafe.Add(ref d, pair * TLanes.Count), deltaStride, rows);
                }

                column += vectors * TLanes.Count;
            }
        }
    }

    /// <summary>The elements from <paramref name="k"/> on, by two vectors, or one if no more are left.</summary>
    [MethodImpl(Kernel)]
    private static void RestOfElements(ref float g, int columns, int vectors, int k, int length, ref float input, int inputStride, ref float d, int deltaStride, int rows)
    {
        for (; vectors >= 2 && k + 2 <= length; k += 2)
        {
            Outer2x2(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
        }

        for (; k < length; k++)
        {
            if (vectors >= 2)
            {
                Outer1x2(ref Unsafe.Add(ref g, k * columns), ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
            }
            else
            {
                Outer1x1(ref Unsafe.Add(ref g, k * columns), ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
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
}
