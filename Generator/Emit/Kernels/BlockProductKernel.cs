using System;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// result[rows, columns] = input[rows, length] × panels: a matrix product in register tiles of a few rows by a few
/// vectors. A tile's panel is walked once for every tile of rows, so it stays in the first cache level.
/// </summary>
/// <param name="Matrix">The packed matrix.</param>
/// <param name="Length">Elements of an input row, which is the number of matrix rows.</param>
/// <param name="FirstRow">First matrix row.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
/// <param name="ResultStride">Floats from one result row to the next.</param>
/// <param name="Start">Where the chains begin.</param>
internal sealed record BlockProductKernel(
    PackedMatrix Matrix,
    int Length,
    int FirstRow,
    int InputStride,
    int ResultStride,
    ChainStart Start)
    : KernelSpec
{
    public override string Parameters => "ref float weights, ref float input, ref float result, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            EmitGroup(writer, group, set);
        }
    }

    private void EmitGroup(CodeWriter writer, PanelGroup group, InstructionSetSpec set)
    {
        string panel = group.Count == 1 ? string.Empty : " + (panel * {0})";
        string offset = group.Offset + string.Format(panel, group.Stride);
        string first = group.FirstColumn + string.Format(panel, group.Columns);
        writer.Open(group.Count == 1 ? "// One panel." : $"for (int panel = 0; panel < {group.Count}; panel++)");

        // Tiles of several rows, then the rest row by row in wider tiles: one row needs more columns for enough chains.
        EmitTiles(writer, group, set.VectorFor(group.Columns), set.TileRows, Math.Min(group.Columns, set.TileColumns), offset, first,
            $"for (int row = 0; row + {set.TileRows} <= rows; row += {set.TileRows})");
        if (set.TileRows > 1)
        {
            VectorSpec vector = set.VectorFor(group.Columns);
            EmitTiles(writer, group, vector, 1, Math.Min(group.Columns, set.RowAccumulators * vector.Width), offset, first,
                $"for (int row = rows - (rows % {set.TileRows}); row < rows; row++)");
        }

        writer.Close();
    }

    private void EmitTiles(CodeWriter writer, PanelGroup group, VectorSpec vector, int rows, int columns, string offset, string first, string loop)
    {
        bool tiled = columns < group.Columns;
        writer.Open(tiled ? $"for (int column = 0; column < {group.Columns}; column += {columns})" : "// All columns of the panel.")
            .Write($"ref float tile = ref Unsafe.Add(ref weights, {offset}{(tiled ? " + column" : string.Empty)});")
            .Write($"ref float corner = ref Unsafe.Add(ref result, {first}{(tiled ? " + column" : string.Empty)});")
            .Open(loop);
        EmitTile(writer, group, vector, rows, columns / vector.Width);
        writer.Close().Close();
    }

    private void EmitTile(CodeWriter writer, PanelGroup group, VectorSpec v, int rows, int vectors)
    {
        writer.Write($"ref float x = ref Unsafe.Add(ref input, row * {InputStride});")
            .Write($"ref float z = ref Unsafe.Add(ref corner, row * {ResultStride});")
            .Write($"ref float w = ref Unsafe.Add(ref tile, {FirstRow * group.Columns});");
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < vectors; c++)
            {
                string start = Start switch
                {
                    ChainStart.Bias => v.Load("tile", c * v.Width),
                    ChainStart.Result => v.Load("z", (r * ResultStride) + (c * v.Width)),
                    _ => v.Zero,
                };
                writer.Write($"{v.Type} sum{r}{c} = {start};");
            }
        }

        writer.Open($"for (int k = 0; k < {Length}; k++)");
        // A panel's vector that feeds several rows is kept in a register.
        bool keeps = rows > 1;
        for (int c = 0; keeps && c < vectors; c++)
        {
            writer.Write($"{v.Type} w{c} = {v.Load("w", c * v.Width)};");
        }

        for (int r = 0; r < rows; r++)
        {
            writer.Write($"{v.Type} x{r} = {v.Broadcast(r == 0 ? "x" : $"Unsafe.Add(ref x, {r * InputStride})")};");
            for (int c = 0; c < vectors; c++)
            {
                writer.Write($"sum{r}{c} = {v.MultiplyAdd($"x{r}", keeps ? $"w{c}" : v.Load("w", c * v.Width), $"sum{r}{c}")};");
            }
        }

        writer.Write("x = ref Unsafe.Add(ref x, 1);")
            .Write($"w = ref Unsafe.Add(ref w, {group.Columns});")
            .Close();
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < vectors; c++)
            {
                int offset = (r * ResultStride) + (c * v.Width);
                writer.Write(v.Store(Start == ChainStart.ZeroThenAdd ? $"({v.Load("z", offset)} + sum{r}{c})" : $"sum{r}{c}", "z", offset));
            }
        }
    }
}
