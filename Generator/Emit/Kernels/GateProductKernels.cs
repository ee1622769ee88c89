using System.Collections.Generic;
using System.Linq;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// result[rows, one gate's columns] = input[rows, length] × these columns: the product of training where each gate reads its own masked
/// copy of the input.
/// </summary>
/// <param name="Matrix">The packed matrix with several gates.</param>
/// <param name="Length">Elements of an input row.</param>
/// <param name="FirstRow">First matrix row.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
/// <param name="Start">Where the chains begin.</param>
/// <param name="BiasRow">The matrix row with the bias.</param>
internal sealed record GateProductKernel(PackedMatrix Matrix, int Length, int FirstRow, int InputStride, ChainStart Start, int BiasRow) : KernelSpec
{
    public override bool Wide { get; init; } = Matrix.GateLanes == 16;

    public override string Parameters => "ref float weights, ref float input, ref float result, int rows, int gate";

    public override void EmitBody(CodeWriter writer)
    {
        PanelGroup group = Matrix.Groups().Single();
        writer.Write($"int column = gate * {Matrix.GateLanes};")
            .Write($"MatrixKernels<V>.Product(ref Unsafe.Add(ref weights, {BiasRow * group.Columns} + column), panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, firstRow: {FirstRow - BiasRow}, length: {Length}, ref input, {InputStride}, ref Unsafe.Add(ref result, column), {Matrix.ResultWidth}, rows, ProductStart.{Start}, width: {Matrix.GateLanes});");
    }
}

/// <summary>result[rows, length] = one gate's columns of delta × these columns of the kernel, transposed.</summary>
/// <param name="Matrix">The packed matrix with several gates, of which only columns count.</param>
/// <param name="Transposed">The transposed kernel: a row for each of the matrix' columns.</param>
/// <param name="ResultStride">Floats from one result row to the next.</param>
internal sealed record GateGradientKernel(PackedMatrix Matrix, PackedMatrix Transposed, int ResultStride) : KernelSpec
{
    public override bool Wide { get; init; }

    public override IReadOnlyList<KernelSpec> Parts => Transposed.Groups().Select(RegisterTile.IsWide).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => "ref float weights, ref float delta, ref float result, int rows, int gate";

    public override void EmitBody(CodeWriter writer)
    {
        writer.Write("// The gate's columns lie apart, a few in every panel: the chains go on from panel to panel.")
            .Open($"for (int panel = 0; panel < {Matrix.Panels.Count}; panel++)")
            .Write($"int first = ((panel * {Matrix.Gates}) + gate) * {Matrix.GateLanes};");
        foreach (PanelGroup group in Transposed.Groups().Where(g => RegisterTile.IsWide(g) == Wide))
        {
            writer.Write($"MatrixKernels<V>.Product({LanesCode.At("weights", group.Offset)}, panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, firstRow: first, length: {Matrix.GateLanes}, ref Unsafe.Add(ref delta, first), {Matrix.ResultWidth}, {LanesCode.At("result", group.FirstColumn)}, {ResultStride}, rows, panel == 0 ? ProductStart.Zero : ProductStart.Result);");
        }

        writer.Close();
    }
}

/// <summary>gradient[length, one gate's columns] += Σ over rows of inputᵀ × delta.</summary>
/// <param name="Matrix">The packed matrix with several gates.</param>
/// <param name="Length">Elements of an input row.</param>
/// <param name="FirstRow">Matrix row of the first input element.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
internal sealed record GateOuterProductKernel(PackedMatrix Matrix, int Length, int FirstRow, int InputStride) : KernelSpec
{
    public override bool Wide { get; init; } = Matrix.GateLanes == 16;

    public override string Parameters => "ref float gradient, ref float input, ref float delta, int rows, int gate";

    public override void EmitBody(CodeWriter writer)
    {
        PanelGroup group = Matrix.Groups().Single();
        writer.Write($"int column = gate * {Matrix.GateLanes};")
            .Write($"MatrixKernels<V>.OuterProduct(ref Unsafe.Add(ref gradient, {FirstRow * group.Columns} + column), panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, length: {Length}, ref input, {InputStride}, ref Unsafe.Add(ref delta, column), {Matrix.ResultWidth}, rows, width: {Matrix.GateLanes});");
    }
}
