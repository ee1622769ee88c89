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

    public override IReadOnlyList<KernelSpec> Parts => Matrix.Groups().Select(RegisterTile.IsWide).Distinct().Select(wide => this with { Wide = wide }).ToArray();

    public override string Parameters => "ref float gradient, ref float input, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups().Where(g => RegisterTile.IsWide(g) == Wide))
        {
            string gradient = LanesCode.At("gradient", group.Offset + (FirstRow * group.Columns));
            writer.Write($"MatrixKernels<V>.OuterProduct({gradient}, panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, length: {Length}, ref input, {InputStride}, {LanesCode.At("delta", group.FirstColumn)}, {DeltaStride}, rows);");
        }
    }
}

/// <summary>gradient[columns] += Σ over rows of delta: the bias' gradient, in the packed layout.</summary>
/// <param name="Matrix">The packed matrix.</param>
/// <param name="DeltaStride">Floats from one row of deltas to the next.</param>
/// <param name="Row">The matrix row with the bias.</param>
internal sealed record BiasGradientKernel(PackedMatrix Matrix, int DeltaStride, int Row = 0) : KernelSpec
{
    public override bool Wide { get; init; } = Matrix.Groups().All(RegisterTile.IsWide);

    public override string Parameters => "ref float gradient, ref float delta, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        foreach (PanelGroup group in Matrix.Groups())
        {
            writer.Write($"MatrixKernels<V>.ColumnSums({LanesCode.At("gradient", group.Offset + (Row * group.Columns))}, panels: {group.Count}, columns: {group.Columns}, panelStride: {group.Stride}, {LanesCode.At("delta", group.FirstColumn)}, {DeltaStride}, rows);");
        }
    }
}
