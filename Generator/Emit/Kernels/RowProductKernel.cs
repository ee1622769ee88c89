using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// result[columns] = vectors × panels, for one row: a matrix-vector product that streams every weight once. Lanes are
/// columns; one broadcast element feeds two chunks of accumulators, in one panel or in two.
/// </summary>
/// <param name="Matrix">The packed matrix.</param>
/// <param name="Operands">The vectors, in the order of their chains.</param>
internal sealed record RowProductKernel(PackedMatrix Matrix, EquatableArray<RowOperand> Operands) : KernelSpec
{
    /// <summary>Up to this many fused multiply-adds a loop over the rows is written out.</summary>
    private const int LargestUnrolledBody = 64;

    /// <summary>Rows per iteration of a longer loop.</summary>
    private const int Unroll = 4;

    public override bool Wide { get; init; }

    public override IReadOnlyList<KernelSpec> Parts => Matrix.Groups().Select(group => IsWide(Matrix, group)).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => $"ref float weights, {string.Join(", ", Operands.Select(o => $"ref float {o.Parameter}"))}, ref float result";

    /// <summary>
    /// The kernels for one row: gates run on vectors as wide as the cell's, so that its loads take the sums straight from
    /// these stores; halves of a wider store cannot be forwarded.
    /// </summary>
    public static bool IsWide(PackedMatrix matrix, PanelGroup group)
        => matrix.Gates == 1 ? RegisterTile.IsWide(group) : group.Columns / matrix.Gates == 16;

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups().Where(g => IsWide(Matrix, g) == Wide))
        {
            EmitGroup(writer, group, RegisterTile.For(group.Columns, Wide));
        }
    }

    private void EmitGroup(CodeWriter writer, PanelGroup group, RegisterTile tile)
    {
        string chunk = $"{tile.Chunk} * V.Count";
        int total = group.Count * group.Columns;
        // A chunk is a whole panel where vectors are widest; its partner then lies in the next panel.
        bool fills = group.Columns == tile.Chunk * tile.GreatestCount;
        bool pairs = group.Count > 1 || !fills;
        bool rest = fills && group.Count % 2 == 1;
        // The chunk without a partner goes on where the pairs end; panels of other groups have a variable of their own.
        string column = pairs && rest ? "first" : "column";
        if (pairs)
        {
            string partner = fills ? $"V.Count == {tile.GreatestCount} ? {group.Stride} : {chunk}" : chunk;
            if (rest)
            {
                writer.Write($"int {column} = 0;");
            }

            writer.Open(rest ? $"for (; {column} + (2 * {chunk}) <= {total}; {column} += 2 * {chunk})" : $"for (int {column} = 0; {column} < {total}; {column} += 2 * {chunk})");
            EmitTile(writer, group, tile.Chunk, chunk, column, partner);
            writer.Close();
        }

        if (rest)
        {
            writer.Open(pairs ? $"for (; {column} < {total}; {column} += {chunk})" : $"for (int {column} = 0; {column} < {total}; {column} += {chunk})");
            EmitTile(writer, group, tile.Chunk, chunk, column, partner: null);
            writer.Close();
        }
    }

    /// <summary>The accumulators of one tile, from the chains' starts to the stores: a chunk, and its partner if there is one.</summary>
    private void EmitTile(CodeWriter writer, PanelGroup group, int n, string chunk, string column, string? partner)
    {
        string panels = group.Count == 1 ? column : $"({column} / {group.Columns} * {group.Stride}) + ({column} % {group.Columns})";
        writer.Write($"ref float w = {LanesCode.At("weights", group.Offset == 0 ? panels : $"{group.Offset} + {panels}")};")
            .Write($"ref float z = {LanesCode.At("result", group.FirstColumn == 0 ? column : $"{group.FirstColumn} + {column}")};");
        bool second = partner is not null;
        if (second)
        {
            writer.Write($"int next = {partner};");
        }

        bool declared = false;
        for (int o = 0; o < Operands.Count; o++)
        {
            RowOperand operand = Operands[o];
            // An int8 sum is scaled before it is added to anything.
            bool scaled = Matrix.Precision == WeightPrecision.Int8;
            int biasOffset = Matrix.StoredRow(operand.BiasRow) * group.Columns;
            string bias = LanesCode.At("w", biasOffset);
            string nextBias = LanesCode.At("w", biasOffset == 0 ? "next" : $"{biasOffset} + next");
            if (o == 0 || scaled || operand.Start != ChainStart.Result)
            {
                string? source = scaled ? null : operand.Start switch { ChainStart.Bias => bias, ChainStart.Result => "ref z", _ => null };
                string? nextSource = scaled ? null : operand.Start switch { ChainStart.Bias => nextBias, ChainStart.Result => LanesCode.At("z", chunk), _ => null };
                writer.Write(LanesCode.Start("s", 0, n, source, !declared));
                if (second)
                {
                    writer.Write(LanesCode.Start("s", n, n, nextSource, !declared));
                }

                declared = true;
            }

            writer.Write($"{(o == 0 ? "ref float " : string.Empty)}p = {LanesCode.At("w", Matrix.StoredRow(operand.FirstRow) * group.Columns)};");
            if (second)
            {
                writer.Write($"{(o == 0 ? "ref float " : string.Empty)}q = {LanesCode.At("p", "next")};");
            }

            EmitChain(writer, group, operand, o, n, second);
            if (scaled)
            {
                string scales = LanesCode.At("w", Matrix.ScaleRow(operand.FirstRow) * group.Columns);
                writer.Write(LanesCode.FinishScaled("s", 0, n, LanesCode.ScaledStart(operand.Start, bias, "ref z"), scales, "ref z"));
                if (second)
                {
                    string nextScales = LanesCode.At("w", $"{Matrix.ScaleRow(operand.FirstRow) * group.Columns} + next");
                    writer.Write(LanesCode.FinishScaled("s", n, n, LanesCode.ScaledStart(operand.Start, nextBias, LanesCode.At("z", chunk)), nextScales, LanesCode.At("z", chunk)));
                }
            }
            else if (o + 1 == Operands.Count || Operands[o + 1].Start != ChainStart.Result)
            {
                bool adds = operand.Start == ChainStart.ZeroThenAdd;
                writer.Write(LanesCode.Finish("s", 0, n, "ref z", adds));
                if (second)
                {
                    writer.Write(LanesCode.Finish("s", n, n, LanesCode.At("z", chunk), adds));
                }
            }
        }
    }

    private void EmitChain(CodeWriter writer, PanelGroup group, RowOperand operand, int ordinal, int n, bool second)
    {
        int rowsPerWord = Matrix.RowsPerWord;
        int step = System.Math.Max(Unroll, rowsPerWord);
        bool unrolled = operand.Length * n * (second ? 2 : 1) <= LargestUnrolledBody;
        int looped = unrolled ? 0 : operand.Length / step * step;
        if (looped > 0)
        {
            writer.Open($"for (nint k = 0; k < {looped}; k += {step})");
            for (int s = 0; s < step; s += rowsPerWord)
            {
                Word(s / rowsPerWord, s, step, inLoop: true);
            }

            writer.Write($"p = {LanesCode.At("p", step / rowsPerWord * group.Columns)};");
            if (second)
            {
                writer.Write($"q = {LanesCode.At("q", step / rowsPerWord * group.Columns)};");
            }

            writer.Close();
        }

        for (int s = looped; s < operand.Length; s += rowsPerWord)
        {
            Word((s - looped) / rowsPerWord, s, operand.Length, inLoop: false);
        }

        // The rows that share one stored row; the last words may not be full.
        void Word(int word, int first, int end, bool inLoop)
        {
            var elements = new List<string>();
            for (int s = first; s < first + rowsPerWord; s++)
            {
                if (s >= end)
                {
                    elements.Add("default");
                    continue;
                }

                string x = $"x{ordinal}{(inLoop ? "k" : "_")}{s}";
                string index = !inLoop ? $"{s}" : s == 0 ? "k" : $"k + {s}";
                writer.Write($"V {x} = V.Broadcast({LanesCode.At(operand.Parameter, index)});");
                elements.Add(x);
            }

            string accumulate = $"V.{LanesCode.Accumulate(Matrix.Precision)}({string.Join(", ", elements)}";
            writer.Write($"{accumulate}, ref p, {word * group.Columns}, {LanesCode.List("ref ", "s", 0, n)});");
            if (second)
            {
                writer.Write($"{accumulate}, ref q, {word * group.Columns}, {LanesCode.List("ref ", "s", n, n)});");
            }
        }
    }
}
