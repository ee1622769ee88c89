using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>Where a chain of fused multiply-adds begins.</summary>
internal enum ChainStart
{
    /// <summary>At the matrix' row 0, the bias.</summary>
    Bias,

    /// <summary>At what the result already holds.</summary>
    Result,

    /// <summary>At zero; the result is overwritten.</summary>
    Zero,

    /// <summary>At zero; the finished sum is added to what the result holds.</summary>
    ZeroThenAdd,
}

/// <summary>One vector times consecutive rows of a packed matrix.</summary>
/// <param name="Parameter">Name of the method's parameter that refers to the vector.</param>
/// <param name="Length">Elements of the vector, which is the number of matrix rows.</param>
/// <param name="FirstRow">First matrix row.</param>
/// <param name="Start">Where its chain begins.</param>
internal sealed record RowOperand(string Parameter, int Length, int FirstRow, ChainStart Start);

/// <summary>
/// result[columns] = vectors × panels, for one row: a matrix-vector product that streams every weight once. Lanes are
/// columns; one broadcast element feeds all accumulators of a tile.
/// </summary>
/// <param name="Matrix">The packed matrix.</param>
/// <param name="Operands">The vectors, in the order of their chains.</param>
internal sealed record RowProductKernel(PackedMatrix Matrix, EquatableArray<RowOperand> Operands) : KernelSpec
{
    /// <summary>Up to this many fused multiply-adds a loop over the rows is written out.</summary>
    private const int LargestUnrolledBody = 64;

    public override string Parameters => $"ref float weights, {string.Join(", ", Operands.Select(o => $"ref float {o.Parameter}"))}, ref float result";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            EmitGroup(writer, group, set);
        }
    }

    private void EmitGroup(CodeWriter writer, PanelGroup group, InstructionSetSpec set)
    {
        // One panel is a wait for one chain, whatever the width. Lanes as wide as the cell kernels' let their loads take the
        // sums straight from these stores; halves of a 512-bit store cannot.
        VectorSpec vector = set.VectorFor(group.Count == 1 ? group.Columns / Matrix.Gates : group.Columns);
        int vectorsPerPanel = group.Columns / vector.Width;
        if (vectorsPerPanel > set.RowAccumulators)
        {
            int columns = set.RowAccumulators * vector.Width;
            writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)")
                .Open($"for (int column = 0; column < {group.Columns}; column += {columns})");
            var offsets = Enumerable.Range(0, set.RowAccumulators).Select(i => i * vector.Width).ToArray();
            EmitTile(writer, group, set, vector, $"{group.Offset} + (panel * {group.Stride}) + column", $"{group.FirstColumn} + (panel * {group.Columns}) + column", offsets, offsets);
            writer.Close().Close();
            return;
        }

        // Several narrow panels side by side where one does not have enough chains.
        int together = Math.Max(1, Math.Min(group.Count, set.RowAccumulators / vectorsPerPanel));
        int whole = group.Count / together * together;
        EmitPanels(writer, group, set, vector, first: 0, whole, together);
        if (whole < group.Count)
        {
            EmitPanels(writer, group, set, vector, whole, group.Count - whole, group.Count - whole);
        }
    }

    private void EmitPanels(CodeWriter writer, PanelGroup group, InstructionSetSpec set, VectorSpec vector, int first, int count, int together)
    {
        int perPanel = group.Columns / vector.Width;
        var weightOffsets = new List<int>();
        var resultOffsets = new List<int>();
        for (int i = 0; i < together * perPanel; i++)
        {
            weightOffsets.Add((i / perPanel * group.Stride) + (i % perPanel * vector.Width));
            resultOffsets.Add(i * vector.Width);
        }

        int offset = group.Offset + (first * group.Stride);
        int column = group.FirstColumn + (first * group.Columns);
        if (count == together)
        {
            writer.Write("{");
            EmitTile(writer, group, set, vector, $"{offset}", $"{column}", weightOffsets, resultOffsets);
        }
        else
        {
            writer.Open($"for (int panel = 0; panel < {count}; panel += {together})");
            EmitTile(writer, group, set, vector, $"{offset} + (panel * {group.Stride})", $"{column} + (panel * {group.Columns})", weightOffsets, resultOffsets);
        }

        writer.Close();
    }

    /// <summary>The accumulators of one tile, from the chains' starts to the stores.</summary>
    private void EmitTile(CodeWriter writer, PanelGroup group, InstructionSetSpec set, VectorSpec v, string weightBase, string resultBase, IReadOnlyList<int> weightOffsets, IReadOnlyList<int> resultOffsets)
    {
        int n = weightOffsets.Count;
        writer.Write($"ref float w = ref Unsafe.Add(ref weights, {weightBase});");
        writer.Write($"ref float z = ref Unsafe.Add(ref result, {resultBase});");
        bool declared = false;
        for (int o = 0; o < Operands.Count; o++)
        {
            RowOperand operand = Operands[o];
            bool continues = o > 0 && operand.Start == ChainStart.Result;
            if (!continues)
            {
                for (int i = 0; i < n; i++)
                {
                    string start = operand.Start switch
                    {
                        ChainStart.Bias => v.Load("w", weightOffsets[i]),
                        ChainStart.Result => v.Load("z", resultOffsets[i]),
                        _ => v.Zero,
                    };
                    writer.Write($"{(declared ? string.Empty : v.Type + " ")}sum{i} = {start};");
                }

                declared = true;
            }

            // The row offset is a literal, so that all loads of a loop share one moving reference.
            writer.Write($"{(o == 0 ? "ref float " : string.Empty)}p = ref Unsafe.Add(ref w, {operand.FirstRow * group.Columns});");
            EmitChain(writer, group, v, operand, weightOffsets, o, set.UnrollsRows);

            bool nextContinues = o + 1 < Operands.Count && Operands[o + 1].Start == ChainStart.Result;
            if (!nextContinues)
            {
                for (int i = 0; i < n; i++)
                {
                    string sum = operand.Start == ChainStart.ZeroThenAdd ? $"({v.Load("z", resultOffsets[i])} + sum{i})" : $"sum{i}";
                    writer.Write(v.Store(sum, "z", resultOffsets[i]));
                }
            }
        }
    }

    private static void EmitChain(CodeWriter writer, PanelGroup group, VectorSpec v, RowOperand operand, IReadOnlyList<int> weightOffsets, int ordinal, bool unrolls)
    {
        int n = weightOffsets.Count;
        string x = operand.Parameter;
        int unroll = !unrolls ? 1 : operand.Length * n <= LargestUnrolledBody ? operand.Length : n <= 8 ? 4 : 2;
        int looped = operand.Length / unroll * unroll;

        void Steps(string index, int count, int firstRow)
        {
            for (int s = 0; s < count; s++)
            {
                string element = $"x{ordinal}_{firstRow + s}";
                string at = index.Length == 0 ? $"{firstRow + s}" : s == 0 ? index : $"{index} + {s}";
                writer.Write($"{v.Type} {element} = {v.Broadcast($"Unsafe.Add(ref {x}, {at})")};");
                for (int i = 0; i < n; i++)
                {
                    int row = index.Length == 0 ? firstRow + s : s;
                    writer.Write($"sum{i} = {v.MultiplyAdd(element, v.Load("p", (row * group.Columns) + weightOffsets[i]), $"sum{i}")};");
                }
            }
        }

        if (looped == unroll && unrolls)
        {
            Steps(string.Empty, operand.Length, 0);
            return;
        }

        writer.Open($"for (nint k = 0; k < {looped}; k += {unroll})");
        Steps("k", unroll, 0);
        writer.Write($"p = ref Unsafe.Add(ref p, {unroll * group.Columns});").Close();
        if (looped < operand.Length)
        {
            // The rest, with p moved past the loop.
            for (int s = 0; s < operand.Length - looped; s++)
            {
                string element = $"x{ordinal}_rest{s}";
                writer.Write($"{v.Type} {element} = {v.Broadcast($"Unsafe.Add(ref {x}, {looped + s})")};");
                for (int i = 0; i < n; i++)
                {
                    writer.Write($"sum{i} = {v.MultiplyAdd(element, v.Load("p", (s * group.Columns) + weightOffsets[i]), $"sum{i}")};");
                }
            }
        }
    }
}
