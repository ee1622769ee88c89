using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// gradient[length, columns] += Σ over rows of inputᵀ × delta: the weight gradient of all timesteps as one product,
/// written straight into the packed layout. Each element is one chain over the rows in their order.
/// </summary>
/// <param name="Matrix">The packed matrix whose gradient it is.</param>
/// <param name="Length">Elements of an input row.</param>
/// <param name="FirstRow">Matrix row of the first input element.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
/// <param name="DeltaStride">Floats from one row of deltas to the next.</param>
internal sealed record OuterProductKernel(
    PackedMatrix Matrix,
    int Length,
    int FirstRow,
    int InputStride,
    int DeltaStride)
    : KernelSpec
{
    public override string Parameters => "ref float gradient, ref float input, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            int columns = System.Math.Min(group.Columns, set.TileColumns);
            VectorSpec vector = set.VectorFor(columns);
            writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)")
                .Open($"for (int column = 0; column < {group.Columns}; column += {columns})")
                .Write($"ref float g = ref Unsafe.Add(ref gradient, {group.Offset + (FirstRow * group.Columns)} + (panel * {group.Stride}) + column);")
                .Write($"ref float deltas = ref Unsafe.Add(ref delta, {group.FirstColumn} + (panel * {group.Columns}) + column);");
            int whole = Length / set.OuterRows * set.OuterRows;
            if (whole > 0)
            {
                writer.Open($"for (int k = 0; k < {whole}; k += {set.OuterRows})");
                EmitTile(writer, group, vector, "k", set.OuterRows, columns / vector.Width);
                writer.Close();
            }

            if (whole < Length)
            {
                writer.Write("{");
                EmitTile(writer, group, vector, $"{whole}", Length - whole, columns / vector.Width);
                writer.Close();
            }

            writer.Close().Close();
        }
    }

    private void EmitTile(CodeWriter writer, PanelGroup group, VectorSpec v, string k, int elements, int vectors)
    {
        writer.Write($"ref float x = ref Unsafe.Add(ref input, {k});")
            .Write("ref float d = ref deltas;")
            .Write($"ref float tile = ref Unsafe.Add(ref g, {k} * {group.Columns});");
        for (int e = 0; e < elements; e++)
        {
            for (int c = 0; c < vectors; c++)
            {
                writer.Write($"{v.Type} sum{e}{c} = {v.Load("tile", (e * group.Columns) + (c * v.Width))};");
            }
        }

        writer.Open("for (int row = 0; row < rows; row++)");
        for (int c = 0; c < vectors; c++)
        {
            writer.Write($"{v.Type} d{c} = {v.Load("d", c * v.Width)};");
        }

        for (int e = 0; e < elements; e++)
        {
            writer.Write($"{v.Type} x{e} = {v.Broadcast(e == 0 ? "x" : $"Unsafe.Add(ref x, {e})")};");
            for (int c = 0; c < vectors; c++)
            {
                writer.Write($"sum{e}{c} = {v.MultiplyAdd($"x{e}", $"d{c}", $"sum{e}{c}")};");
            }
        }

        writer.Write($"x = ref Unsafe.Add(ref x, {InputStride});")
            .Write($"d = ref Unsafe.Add(ref d, {DeltaStride});")
            .Close();
        for (int e = 0; e < elements; e++)
        {
            for (int c = 0; c < vectors; c++)
            {
                writer.Write(v.Store($"sum{e}{c}", "tile", (e * group.Columns) + (c * v.Width)));
            }
        }
    }
}

/// <summary>gradient[columns] += Σ over rows of delta: the bias' gradient, in the packed layout.</summary>
/// <param name="Matrix">The packed matrix whose row 0 is the bias.</param>
/// <param name="DeltaStride">Floats from one row of deltas to the next.</param>
internal sealed record BiasGradientKernel(PackedMatrix Matrix, int DeltaStride) : KernelSpec
{
    public override string Parameters => "ref float gradient, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            VectorSpec v = set.VectorFor(group.Columns);
            writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)")
                .Open($"for (int column = 0; column < {group.Columns}; column += {v.Width})")
                .Write($"ref float g = ref Unsafe.Add(ref gradient, {group.Offset} + (panel * {group.Stride}) + column);")
                .Write($"ref float d = ref Unsafe.Add(ref delta, {group.FirstColumn} + (panel * {group.Columns}) + column);")
                .Write($"{v.Type} sum = {v.Load("g", 0)};")
                .Open("for (int row = 0; row < rows; row++)")
                .Write($"sum += {v.Load("d", 0)};")
                .Write($"d = ref Unsafe.Add(ref d, {DeltaStride});")
                .Close()
                .Write(v.Store("sum", "g", 0))
                .Close().Close();
        }
    }
}
