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
    /// <summary>Rows whose deltas, as wide as a tile, take half of the first cache level: 96 · 256 bytes.</summary>
    private const int OuterBlock = 96;

    /// <summary>Floats in a row of the widest tile: 4 vectors of 16.</summary>
    private const int GreatestTile = 64;

    /// <summary>From so many elements on, deltas are read often enough to be packed for it.</summary>
    private const int FewestPackedElements = 24;

    private const int CacheLine = 64;

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
        int whole = width / TLanes.Count % 4 == 0 ? TiledRows(rows) : rows - (rows % 6);
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

    /// <summary>
    /// How many of so many rows go through tiles of 6 rows by as many vectors as fill the registers. What is left, up to 8, goes to
    /// <see cref="Product"/>: twice 4 rows where the registers hold them, because 2 alone have too few chains.
    /// </summary>
    /// <param name="rows">The rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TiledRows(int rows)
    {
        int rest = rows % 6;
        return rows - rest - (TLanes.TileVectors == 4 && rest == 2 && rows > 2 ? 6 : 0);
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
                for (; TLanes.TileVectors == 4 && row + 4 <= rows; row += 4)
                {
                    ProductTile4(ref bias, ref w, columns, length, ref Unsafe.Add(ref input, row * inputStride), inputStride, ref Unsafe.Add(ref z, row * resultStride), resultStride, start);
                }

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
    [SkipLocalsInit]
    public static unsafe void OuterProduct(ref float gradient, int panels, int columns, int panelStride, int length, ref float input, int inputStride, ref float delta, int deltaStride, int rows, int width = 0)
    {
        width = width == 0 ? columns : width;
        byte* space = stackalloc byte[(OuterBlock * GreatestTile * sizeof(float)) + CacheLine];
        ref float packed = ref *(float*)(((nint)space + CacheLine - 1) & -CacheLine);
        for (int panel = 0; panel < panels; panel++)
        {
            int column = 0;
            while (column < width)
            {
                ref float g = ref Unsafe.Add(ref gradient, (panel * panelStride) + column);
                ref float d = ref Unsafe.Add(ref delta, (panel * columns) + column);
                int vectors = OuterVectors((width - column) / TLanes.Count);
                int tile = vectors * TLanes.Count;
                for (int row = 0; row < rows; row += OuterBlock)
                {
                    int block = rows - row < OuterBlock ? rows - row : OuterBlock;
                    ref float x = ref Unsafe.Add(ref input, row * inputStride);
                    ref float source = ref Unsafe.Add(ref d, row * deltaStride);
                    if (length < FewestPackedElements)
                    {
                        OuterColumn(ref g, columns, vectors, length, ref x, inputStride, ref source, deltaStride, block);
                    }
                    else
                    {
                        Pack(ref source, deltaStride, ref packed, tile, block);
                        OuterColumn(ref g, columns, vectors, length, ref x, inputStride, ref packed, tile, block);
                    }
                }

                column += tile;
            }
        }
    }

    /// <summary>Vectors of the next tile of an outer product: 3 too, where 8 elements of as many fit the registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OuterVectors(int vectors) => TLanes.TileVectors == 4 && vectors == 3 ? 3 : TileVectors(vectors);

    /// <summary>
    /// Copies rows of a tile's width side by side. Deltas are as far apart as all gates are wide, often a power of two, and would push each
    /// other out of the cache while tile after tile reads them.
    /// </summary>
    [MethodImpl(Kernel)]
    private static void Pack(ref float source, int stride, ref float packed, int width, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column += TLanes.Count)
            {
                TLanes.Load(ref source, column).Store(ref packed, column);
            }

            source = ref Unsafe.Add(ref source, stride);
            packed = ref Unsafe.Add(ref packed, width);
        }
    }

    /// <summary>All elements of some rows by one tile's vectors.</summary>
    [MethodImpl(Kernel)]
    private static void OuterColumn(ref float g, int columns, int vectors, int length, ref float input, int inputStride, ref float d, int deltaStride, int rows)
    {
        int k = 0;
        if (TLanes.TileVectors == 4 && vectors == 3)
        {
            for (; k + 8 <= length; k += 8)
            {
                Outer8x3(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
            }
        }
        else if (vectors == TLanes.TileVectors)
        {
            for (int whole = TiledRows(length); k < whole; k += 6)
            {
                OuterTile(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
            }

            for (; TLanes.TileVectors == 4 && k + 4 <= length; k += 4)
            {
                OuterTile4(ref Unsafe.Add(ref g, k * columns), columns, ref Unsafe.Add(ref input, k), inputStride, ref d, deltaStride, rows);
            }
        }
        else
        {
            for (; k + 6 <= length; k += 6)
            {
                ref float corner = ref Unsafe.Add(ref g, k * columns);
                ref float x = ref Unsafe.Add(ref input, k);
                if (vectors == 2)
                {
                    Outer6x2(ref corner, columns, ref x, inputStride, ref d, deltaStride, rows);
                }
                else
                {
                    Outer6x1(ref corner, columns, ref x, inputStride, ref d, deltaStride, rows);
                }
            }
        }

        for (int pair = 0; pair < vectors; pair += 2)
        {
            RestOfElements(ref Unsafe.Add(ref g, pair * TLanes.Count), columns, vectors - pair, k, length, ref input, inputStride, ref Unsafe.Add(ref d, pair * TLanes.Count), deltaStride, rows);
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
