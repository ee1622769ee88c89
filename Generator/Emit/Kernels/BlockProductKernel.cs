using System.Collections.Generic;
using System.Linq;
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
internal sealed record BlockProductKernel(
    PackedMatrix Matrix,
    int Length,
    int FirstRow,
    int InputStride,
    int ResultStride,
    ChainStart Start)
    : KernelSpec
{
    public override bool Wide { get; init; }

    public override IReadOnlyList<KernelSpec> Parts => Matrix.Groups().Select(group => RegisterTile.IsWide(group)).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => "ref float weights, ref float input, ref float result, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups().Where(g => RegisterTile.IsWide(g) == Wide))
        {
            if (FirstRow == 0)
            {
                // A matrix without a bias row is a transposed one, of the backward pass.
                string adds = Start == ChainStart.Result ? "true" : "false";
                writer.Write($"MatrixKernels<V>.Product({LanesCode.At("weights", group.Offset)}, panels: {group.Count}, columns: {group.Columns}, length: {Length}, ref input, {InputStride}, {LanesCode.At("result", group.FirstColumn)}, {ResultStride}, rows, adds: {adds});");
                continue;
            }

            RegisterTile tile = RegisterTile.For(group.Columns, Wide);
            string panel = group.Count == 1 ? string.Empty : " + (panel * {0})";
            string offset = group.Offset + string.Format(panel, group.Stride);
            string first = group.FirstColumn + string.Format(panel, group.Columns);
            writer.Open(group.Count == 1 ? "// One panel." : $"for (int panel = 0; panel < {group.Count}; panel++)");
            EmitTiles(writer, group, tile.Rows, tile.Vectors, offset, first);

            // The rows that are left, one by one: a single row needs more columns for enough chains.
            EmitTiles(writer, group, 1, tile.Chunk, offset, first, rest: tile.Rows);
            writer.Close();
        }
    }

    private void EmitTiles(CodeWriter writer, PanelGroup group, int rows, int vectors, string offset, string first, int rest = 0)
    {
        writer.Open($"for (int column = 0; column < {group.Columns}; column += {(vectors == 1 ? string.Empty : $"{vectors} * ")}V.Count)")
            .Write($"ref float tile = ref Unsafe.Add(ref weights, {offset} + column);")
            .Write($"ref float corner = ref Unsafe.Add(ref result, {first} + column);")
            .Open(rest == 0 ? $"for (int row = 0; row + {rows} <= rows; row += {rows})" : $"for (int row = rows - (rows % {rest}); row < rows; row++)")
            .Write($"ref float x = ref Unsafe.Add(ref input, row * {InputStride});")
            .Write($"ref float z = ref Unsafe.Add(ref corner, row * {ResultStride});")
            .Write($"ref float w = {LanesCode.At("tile", FirstRow * group.Columns)};");
        for (int r = 0; r < rows; r++)
        {
            string? source = Start switch
            {
                ChainStart.Bias => "ref tile",
                ChainStart.Result => LanesCode.At("z", r * ResultStride),
                _ => null,
            };
            writer.Write(LanesCode.Start(Sums(r), 0, vectors, source, declares: true));
        }

        writer.Open($"for (int k = 0; k < {Length}; k++)");
        if (rows == 1)
        {
            writer.Write($"V.Accumulate(V.Broadcast(ref x), ref w, 0, {LanesCode.List("ref ", Sums(0), 0, vectors)});");
        }
        else
        {
            writer.Write(LanesCode.Start("w", 0, vectors, "ref w", declares: true));
            for (int r = 0; r < rows; r++)
            {
                writer.Write($"V.Accumulate({LanesCode.At("x", r * InputStride)}, {LanesCode.List(string.Empty, "w", 0, vectors)}, {LanesCode.List("ref ", Sums(r), 0, vectors)});");
            }
        }

        writer.Write("x = ref Unsafe.Add(ref x, 1);")
            .Write($"w = ref Unsafe.Add(ref w, {group.Columns});")
            .Close();
        for (int r = 0; r < rows; r++)
        {
            writer.Write(LanesCode.Finish(Sums(r), 0, vectors, LanesCode.At("z", r * ResultStride), Start == ChainStart.ZeroThenAdd));
        }

        writer.Close().Close();

        static string Sums(int row) => $"s{row}";
    }
}
