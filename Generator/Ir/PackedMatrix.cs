using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Consecutive panels of one width: they lie <see cref="Stride"/> floats apart and a kernel walks them in a loop.</summary>
/// <param name="Count">Number of panels.</param>
/// <param name="Columns">Floats in one row of a panel: 8, 16, 32 or 64.</param>
/// <param name="Offset">Float offset of the first panel, from the matrix' own start.</param>
/// <param name="Stride">Floats from one panel to the next.</param>
/// <param name="FirstColumn">Position of the first panel's columns in a row of results.</param>
internal sealed record PanelGroup(int Count, int Columns, int Offset, int Stride, int FirstColumn);

/// <summary>One panel of a <see cref="PackedMatrix"/>.</summary>
/// <param name="FirstUnit">First unit of the panel.</param>
/// <param name="Width">Lanes per gate.</param>
/// <param name="Offset">Float offset from the matrix' own start.</param>
/// <param name="FirstColumn">Position of the panel's columns in a row of results.</param>
internal sealed record Panel(int FirstUnit, int Width, int Offset, int FirstColumn);

/// <summary>Consecutive rows of a matrix with reduced weights: a kernel, or rows that stay floats.</summary>
/// <param name="FirstRow">The first row.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Stored">The first stored row; for an int8 kernel its scales.</param>
/// <param name="IsKernel">They are stored in fewer bits.</param>
internal sealed record StoredRows(int FirstRow, int Rows, int Stored, bool IsKernel);

/// <summary>
/// How a matrix [rows, gates·units] is cut into panels: a panel holds a few units, all rows of them one after another,
/// and in each row the gates side by side. One row of a panel is what a kernel loads to feed its accumulators, so
/// weights stream linearly. The last panel is padded to its width with zeros.
/// </summary>
/// <remarks>The one owner of tiles and padding; <c>WeightLayout</c> in the emitted code is written from it.</remarks>
internal sealed record PackedMatrix(int Rows, int Gates, int Units, EquatableArray<Panel> Panels, int Length, int ResultWidth)
{
    private const int WidestPanel = 64;

    /// <summary>What kernels are stored as.</summary>
    public WeightPrecision Precision { get; init; }

    /// <summary>All rows, where <see cref="Precision"/> is reduced; <see cref="Rows"/> then counts stored rows.</summary>
    public EquatableArray<StoredRows> Segments { get; init; } = EquatableArray<StoredRows>.Empty;

    /// <summary>Rows of a kernel in one stored row.</summary>
    public int RowsPerWord => RowsPerWordOf(Precision);

    /// <summary>The units padded to whole panels: the row length of a state such as h or c.</summary>
    public int PaddedUnits => ResultWidth / Gates;

    /// <summary>Lanes of one gate in a panel of a matrix with gates, all of whose panels are equal.</summary>
    public int GateLanes => Panels[0].Width;

    /// <summary>Floats in one row of such a panel: the gates side by side.</summary>
    public int PanelColumns => Gates * GateLanes;

    /// <summary>Where the first gate of a unit lies in a row of results (or, over consecutive rows, in all of them); the others follow <see cref="GateLanes"/> apart.</summary>
    public string FirstGate(string unit) => $"(({unit} & ~{GateLanes - 1}) * {Gates}) + ({unit} & {GateLanes - 1})";

    /// <summary>
    /// A matrix with several gates: panels of 16 units, or of 8 where that pads less. One width for the whole matrix, so
    /// that a kernel is one loop.
    /// </summary>
    public static PackedMatrix ForGates(int rows, int gates, int units)
    {
        int width = (units - 1) % 16 < 8 ? 8 : 16;
        return Build(rows, gates, units, Enumerable.Repeat(width, (units + width - 1) / width));
    }

    /// <summary>A plain matrix: panels of 64 columns, then the rest in powers of two down to 8.</summary>
    public static PackedMatrix ForColumns(int rows, int columns)
    {
        var widths = new List<int>();
        int rest = (columns + 7) & ~7;
        for (int width = WidestPanel; rest > 0; width /= 2)
        {
            for (; rest >= width; rest -= width)
            {
                widths.Add(width);
            }
        }

        return Build(rows, gates: 1, columns, widths);
    }

    /// <summary>One panel whose rows are the rows of the matrix: a table to look rows up in.</summary>
    public static PackedMatrix ForTable(int rows, int columns) => Build(rows, gates: 1, columns, new[] { (columns + 7) & ~7 });

    /// <summary>The same columns with a single row: all that a kernel over results knows of the matrix, so that layers of equal units share it.</summary>
    public PackedMatrix ColumnsOnly => Build(1, Gates, Units, Panels.Select(p => p.Width));

    /// <summary>Panels of equal width gathered into loops.</summary>
    public IReadOnlyList<PanelGroup> Groups()
    {
        var groups = new List<PanelGroup>();
        foreach (Panel panel in Panels)
        {
            int columns = panel.Width * Gates;
            if (groups.Count > 0 && groups[groups.Count - 1] is { } last && last.Columns == columns)
            {
                groups[groups.Count - 1] = last with { Count = last.Count + 1 };
            }
            else
            {
                groups.Add(new PanelGroup(1, columns, panel.Offset, Rows * columns, panel.FirstColumn));
            }
        }

        return groups;
    }

    /// <summary>
    /// The matrix with its kernels stored in fewer bits: the words of a stored row hold two rows as bfloat16 or four as int8, and an
    /// int8 kernel follows a row of scales. Panels keep their columns.
    /// </summary>
    /// <param name="precision">What to store kernels as.</param>
    /// <param name="kernels">First row and number of rows of each kernel, in order.</param>
    public PackedMatrix Reduce(WeightPrecision precision, IEnumerable<(int FirstRow, int Rows)> kernels)
    {
        var segments = new List<StoredRows>();
        int row = 0;
        int stored = 0;
        void Add(int rows, bool isKernel)
        {
            if (rows > 0)
            {
                segments.Add(new StoredRows(row, rows, stored, isKernel));
                row += rows;
                int rowsPerWord = RowsPerWordOf(precision);
                int scales = precision == WeightPrecision.Int8 ? 1 : 0;
                stored += !isKernel ? rows : scales + ((rows + rowsPerWord - 1) / rowsPerWord);
            }
        }

        foreach ((int firstRow, int rows) in kernels)
        {
            Add(firstRow - row, isKernel: false);
            Add(rows, isKernel: true);
        }

        Add(Rows - row, isKernel: false);
        return Build(stored, Gates, Units, Panels.Select(p => p.Width)) with { Precision = precision, Segments = new EquatableArray<StoredRows>(segments) };
    }

    /// <summary>Where row <paramref name="row"/> is stored: one that stays floats, or the first one of a kernel, whose words begin there.</summary>
    public int StoredRow(int row)
    {
        if (Precision == WeightPrecision.Float32)
        {
            return row;
        }

        StoredRows segment = Segment(row);
        return !segment.IsKernel ? segment.Stored + row - segment.FirstRow
            : segment.Stored + (Precision == WeightPrecision.Int8 ? 1 : 0);
    }

    /// <summary>The stored row of scales of the int8 kernel that begins with row <paramref name="row"/>.</summary>
    public int ScaleRow(int row) => Segment(row).Stored;

    private static int RowsPerWordOf(WeightPrecision precision) => precision switch
    {
        WeightPrecision.BFloat16 => 2,
        WeightPrecision.Int8 => 4,
        _ => 1,
    };

    private StoredRows Segment(int row) => Segments.Single(s => s.FirstRow <= row && row < s.FirstRow + s.Rows);

    private static PackedMatrix Build(int rows, int gates, int units, IEnumerable<int> widths)
    {
        var panels = new List<Panel>();
        int firstUnit = 0;
        foreach (int width in widths)
        {
            panels.Add(new Panel(firstUnit, width, rows * gates * firstUnit, gates * firstUnit));
            firstUnit += width;
        }

        return new PackedMatrix(rows, gates, units, new EquatableArray<Panel>(panels), rows * gates * firstUnit, gates * firstUnit);
    }
}
