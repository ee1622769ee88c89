using System.Collections.Generic;
using System.Linq;
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
    public override bool Wide { get; init; }

    public override IReadOnlyList<KernelSpec> Parts => Matrix.Groups().Select(group => RegisterTile.IsWide(group)).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => "ref float gradient, ref float input, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups().Where(g => RegisterTile.IsWide(g) == Wide))
        {
            RegisterTile tile = RegisterTile.For(group.Columns, Wide);
            writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)")
                .Open($"for (int column = 0; column < {group.Columns}; column += {tile.Vectors} * V.Count)")
                .Write($"ref float g = ref Unsafe.Add(ref gradient, {group.Offset + (FirstRow * group.Columns)} + (panel * {group.Stride}) + column);")
                .Write($"ref float deltas = ref Unsafe.Add(ref delta, {group.FirstColumn} + (panel * {group.Columns}) + column);");
            int whole = Length / tile.Rows * tile.Rows;
            if (whole > 0)
            {
                writer.Open($"for (int k = 0; k < {whole}; k += {tile.Rows})");
                EmitTile(writer, group, "k", tile.Rows, tile.Vectors);
                writer.Close();
            }

            if (whole < Length)
            {
                writer.Write("{");
                EmitTile(writer, group, $"{whole}", Length - whole, tile.Vectors);
                writer.Close();
            }

            writer.Close().Close();
        }
    }

    private void EmitTile(CodeWriter writer, PanelGroup group, string k, int elements, int vectors)
    {
        writer.Write($"ref float x = ref Unsafe.Add(ref input, {k});")
            .Write("ref float d = ref deltas;")
            .Write($"ref float tile = ref Unsafe.Add(ref g, {k} * {group.Columns});");
        for (int e = 0; e < elements; e++)
        {
            writer.Write(LanesCode.Start($"s{e}", 0, vectors, LanesCode.At("tile", e * group.Columns), declares: true));
        }

        writer.Open("for (int row = 0; row < rows; row++)")
            .Write(LanesCode.Start("d", 0, vectors, "ref d", declares: true));
        for (int e = 0; e < elements; e++)
        {
            writer.Write($"V.Accumulate({LanesCode.At("x", e)}, {LanesCode.List(string.Empty, "d", 0, vectors)}, {LanesCode.List("ref ", $"s{e}", 0, vectors)});");
        }

        writer.Write($"x = ref Unsafe.Add(ref x, {InputStride});")
            .Write($"d = ref Unsafe.Add(ref d, {DeltaStride});")
            .Close();
        for (int e = 0; e < elements; e++)
        {
            writer.Write(LanesCode.Finish($"s{e}", 0, vectors, LanesCode.At("tile", e * group.Columns), adds: false));
        }
    }
}

/// <summary>gradient[columns] += Σ over rows of delta: the bias' gradient, in the packed layout.</summary>
/// <param name="Matrix">The packed matrix whose row 0 is the bias.</param>
/// <param name="DeltaStride">Floats from one row of deltas to the next.</param>
internal sealed record BiasGradientKernel(PackedMatrix Matrix, int DeltaStride) : KernelSpec
{
    public override bool Wide { get; init; } = Matrix.Groups().All(RegisterTile.IsWide);

    public override string Parameters => "ref float gradient, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)")
                .Open($"for (int column = 0; column < {group.Columns}; column += V.Count)")
                .Write($"ref float g = ref Unsafe.Add(ref gradient, {group.Offset} + (panel * {group.Stride}) + column);")
                .Write($"ref float d = ref Unsafe.Add(ref delta, {group.FirstColumn} + (panel * {group.Columns}) + column);")
                .Write("V sum = V.Load(ref g, 0);")
                .Open("for (int row = 0; row < rows; row++)")
                .Write("sum += V.Load(ref d, 0);")
                .Write($"d = ref Unsafe.Add(ref d, {DeltaStride});")
                .Close()
                .Write("sum.Store(ref g, 0);")
                .Close().Close();
        }
    }
}
