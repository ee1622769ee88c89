using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// result[rows, columns] = input[rows, length] × panels: a matrix product in register tiles of a few rows by a few
/// vectors. A tile's columns are walked once for every tile of rows, so they stay in the first cache level.
/// </summary>
/// <param name="Matrix">The packed matrix.</param>
/// <param name="Length">Elements of an input row, which is the number of matrix rows.</param>
/// <param name="FirstRow">First matrix row.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
/// <param name="ResultStride">Floats from one result row to the next.</param>
/// <param name="Start">Where the chains begin.</param>
/// <param name="BiasRow">The matrix row with the bias.</param>
internal sealed record BlockProductKernel(
    PackedMatrix Matrix,
    int Length,
    int FirstRow,
    int InputStride,
    int ResultStride,
    ChainStart Start,
    int BiasRow = 0)
    : KernelSpec
{
    public override bool Wide { get; init; }

    public override IReadOnlyList<KernelSpec> Parts => Matrix.Groups().Select(group => RegisterTile.IsWide(group)).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => "ref float weights, ref float input, ref float result, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        bool tiled = false;
        foreach (PanelGroup group in Matrix.Groups().Where(g => RegisterTile.IsWide(g) == Wide))
        {
            if (FirstRow == 0)
            {
                // A matrix without a bias row is a transposed one, of the backward pass.
                EmitShared(writer, group, "ref input", "ref result", "rows");
                continue;
            }

            RegisterTile tile = RegisterTile.For(group.Columns, Wide);
            string panel = group.Count == 1 ? string.Empty : " + (panel * {0})";
            string offset = group.Offset + string.Format(panel, group.Stride);
            string first = group.FirstColumn + string.Format(panel, group.Columns);
            bool fills = tile.FillsRegisters && Matrix.Precision == WeightPrecision.Float32;
            if (fills && !tiled)
            {
                tiled = true;
                writer.Write("int tiled = MatrixKernels<V>.TiledRows(rows);");
            }

            writer.Open(group.Count == 1 ? "// One panel." : $"for (int panel = 0; panel < {group.Count}; panel++)");
            EmitTiles(writer, group, tile.Rows, fills ? 4 : tile.Vectors, offset, first, suffix: fills ? LanesCode.Tile : string.Empty);

            if (Matrix.Precision != WeightPrecision.Float32)
            {
                // The rows that are left, one by one: a single row needs more columns for enough chains.
                EmitTiles(writer, group, 1, tile.Chunk, offset, first, rest: tile.Rows);
            }

            writer.Close();
            if (Matrix.Precision == WeightPrecision.Float32)
            {
                writer.Line().Open(fills ? "if (tiled != rows)" : $"if (rows % {tile.Rows} != 0)");
                string row = "tiled";
                if (!fills)
                {
                    row = "row";
                    writer.Write($"int row = rows - (rows % {tile.Rows});");
                }

                EmitShared(writer, group, $"ref Unsafe.Add(ref input, {row} * {InputStride})", $"ref Unsafe.Add(ref result, {row} * {ResultStride})", $"rows - {row}");
                writer.Close();
            }
        }
    }

    /// <summary>The runtime's product of any shape, whose bias is the first row of what it is given.</summary>
    private void EmitShared(CodeWriter writer, PanelGroup group, string input, string result, string rows)
        => writer.Write($"MatrixKernels<V>.Product({LanesCode.At("weights", group.Offset + (BiasRow * group.Columns))}, panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, firstRow: {FirstRow - BiasRow}, length: {Length}, {input}, {InputStride}, {(group.FirstColumn == 0 ? result : $"ref Unsafe.Add({result}, {group.FirstColumn})")}, {ResultStride}, {rows}, ProductStart.{Start});");

    private void EmitTiles(CodeWriter writer, PanelGroup group, int rows, int vectors, string offset, string first, int rest = 0, string suffix = "")
    {
        writer.Open($"for (int column = 0; column < {group.Columns}; column += {(suffix == LanesCode.Tile ? "V.TileVectors * " : vectors == 1 ? string.Empty : $"{vectors} * ")}V.Count)")
            .Write($"ref float tile = ref Unsafe.Add(ref weights, {offset} + column);")
            .Write($"ref float corner = ref Unsafe.Add(ref result, {first} + column);")
            .Open(rest == 0 ? suffix == LanesCode.Tile ? $"for (int row = 0; row < tiled; row += {rows})" : $"for (int row = 0; row + {rows} <= rows; row += {rows})" : $"for (int row = rows - (rows % {rest}); row < rows; row++)")
            .Write($"ref float x = ref Unsafe.Add(ref input, row * {InputStride});")
            .Write($"ref float z = ref Unsafe.Add(ref corner, row * {ResultStride});")
            .Write($"ref float w = {LanesCode.At("tile", Matrix.StoredRow(FirstRow) * group.Columns)};");
        int rowsPerWord = Matrix.RowsPerWord;
        for (int e = 1; e < rowsPerWord && rows > 1; e++)
        {
            // A reference of its own for each row in a word: of one, the JIT would keep the words in registers that accumulators need.
            writer.Write($"ref float {Word(e)} = ref w;");
        }

        bool scaled = Matrix.Precision == WeightPrecision.Int8;
        for (int r = 0; r < rows; r++)
        {
            string? source = scaled ? null : Start switch
            {
                ChainStart.Bias => Bias(group),
                ChainStart.Result => LanesCode.At("z", r * ResultStride),
                _ => null,
            };
            writer.Write(LanesCode.Start(Sums(r), 0, vectors, source, declares: true, suffix));
        }

        int whole = Length / rowsPerWord * rowsPerWord;
        if (whole > 0)
        {
            writer.Open(rowsPerWord == 1 ? $"for (int k = 0; k < {whole}; k++)" : $"for (int k = 0; k < {whole}; k += {rowsPerWord})");
            EmitWord(writer, rows, vectors, rowsPerWord, suffix);
            writer.Write($"x = ref Unsafe.Add(ref x, {rowsPerWord});")
                .Write($"w = ref Unsafe.Add(ref w, {group.Columns});");
            for (int e = 1; e < rowsPerWord && rows > 1; e++)
            {
                writer.Write($"{Word(e)} = ref Unsafe.Add(ref {Word(e)}, {group.Columns});");
            }

            writer.Close();
        }

        if (whole < Length)
        {
            writer.Write("{");
            EmitWord(writer, rows, vectors, Length - whole, suffix);
            writer.Close();
        }

        for (int r = 0; r < rows; r++)
        {
            string z = LanesCode.At("z", r * ResultStride);
            if (scaled)
            {
                string start = LanesCode.ScaledStart(Start, Bias(group), z);
                writer.Write(LanesCode.FinishScaled(Sums(r), 0, vectors, start, LanesCode.At("tile", Matrix.ScaleRow(FirstRow) * group.Columns), z));
            }
            else
            {
                writer.Write(LanesCode.Finish(Sums(r), 0, vectors, z, Start == ChainStart.ZeroThenAdd, suffix));
            }
        }

        writer.Close().Close();
    }

    /// <summary>One stored row times the <paramref name="elements"/> that it holds weights for.</summary>
    private void EmitWord(CodeWriter writer, int rows, int vectors, int elements, string suffix)
    {
        if (rows == 1)
        {
            var x = new List<string>();
            for (int e = 0; e < Matrix.RowsPerWord; e++)
            {
                x.Add(e < elements ? $"V.Broadcast({LanesCode.At("x", e)})" : "default");
            }

            writer.Write($"V.{LanesCode.Accumulate(Matrix.Precision)}({string.Join(", ", x)}, ref w, 0, {LanesCode.List("ref ", Sums(0), 0, vectors)});");
            return;
        }

        for (int e = 0; e < elements; e++)
        {
            string w = Word(e);
            writer.Write(Matrix.Precision == WeightPrecision.Float32
                ? LanesCode.Start(w, 0, vectors, "ref w", declares: true, suffix)
                : $"V.Load{Matrix.Precision}(ref {w}, {e}, {LanesCode.List("out V ", w, 0, vectors)});");
            for (int r = 0; r < rows; r++)
            {
                writer.Write($"V.Accumulate{suffix}({LanesCode.At("x", (r * InputStride) + e)}, {LanesCode.List(string.Empty, w, 0, vectors)}, {LanesCode.List("ref ", Sums(r), 0, vectors)});");
            }
        }
    }

    private string Bias(PanelGroup group) => LanesCode.At("tile", Matrix.StoredRow(BiasRow) * group.Columns);

    private static string Word(int element) => element == 0 ? "w" : $"w{(char)('a' + element)}";

    private static string Sums(int row) => $"s{row}";
}
