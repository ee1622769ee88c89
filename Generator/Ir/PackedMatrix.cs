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

/// <summary>
/// How a matrix [rows, gates·units] is cut into panels: a panel holds a few units, all rows of them one after another,
/// and in each row the gates side by side. One row of a panel is what a kernel loads to feed its accumulators, so
/// weights stream linearly. The last panel is padded to its width with zeros.
/// </summary>
/// <remarks>The one owner of tiles and padding; <c>WeightLayout</c> in the emitted code is written from it.</remarks>
internal sealed record PackedMatrix(int Rows, int Gates, int Units, EquatableArray<Panel> Panels, int Length, int ResultWidth)
{
    private const int WidestPanel = 64;

    /// <summary>The units padded to whole panels: the row length of a state such as h or c.</summary>
    public int PaddedUnits => ResultWidth / Gates;

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
