using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// The projection of an LSTM cell's output to h, and its gradient; nothing in a cell without. Locals of a timestep are <c>m</c>, what is
/// projected, and in training <c>p</c>, where the backward pass leaves the gradient of h before its clip.
/// </summary>
internal static class LstmProjectionEmitter
{
    /// <summary>Where the cell's output waits at inference: behind the gates.</summary>
    public static string Scratch(LstmCellPlan cell) => $"ref Unsafe.Add(ref scratch, {cell.BlockRows * cell.GateWidth})";

    /// <summary>Where the update writes the cell's output.</summary>
    public static string CellOutput(CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        return cell.Projection is null ? scope.After(cell.Hidden) : scope.At("m", cell.PaddedUnits);
    }

    /// <summary>Locals at the start of a method over time.</summary>
    public static void Declare(CodeWriter writer, CellScope scope)
    {
        if (Cell(scope).Projection is not null && !scope.Keeps)
        {
            writer.Write($"ref float m = {Scratch(Cell(scope))};");
        }
    }

    /// <summary>Locals of a timestep in training.</summary>
    public static void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.Projection is null)
        {
            return;
        }

        writer.Write($"ref float m = {scope.AtTimestep("cellOutput", cell.PaddedUnits)};")
            .Write($"ref float p = {scope.AtTimestep("projected", cell.Hidden.Stride)};");
    }

    /// <summary>From the cell's output to h.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="scope">Where they stand.</param>
    /// <param name="output">Ref expression of the cell's output.</param>
    /// <param name="hidden">Ref expression of the new h.</param>
    public static void Project(CodeWriter writer, CellScope scope, string output, string hidden)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.Projection is not { } projection)
        {
            return;
        }

        PlacedMatrix weights = scope.Weights(projection);
        string matrix = $"ref Unsafe.Add(ref weights, {weights.Offset})";
        string name = scope.Layer.Identifier;
        string rows = scope.Context.Kernels.Use(
            new BlockProductKernel(weights.Matrix, cell.Units, cell.ProjectionKernel.FirstRow, cell.PaddedUnits, cell.Hidden.Stride, ChainStart.Bias),
            $"{name}ProjectionRows",
            $"h [rows, {cell.Hidden.Length}] = cell output [rows, {cell.Units}] · projection_kernel.");
        string all = $"{rows}({matrix}, {output}, {hidden}, {scope.Count});";
        if (scope.Keeps)
        {
            writer.Write(all);
        }
        else
        {
            string row = scope.Context.Kernels.Use(
                new RowProductKernel(weights.Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("output", cell.Units, cell.ProjectionKernel.FirstRow, ChainStart.Bias) })),
                $"{name}ProjectionRow",
                $"h [{cell.Hidden.Length}] = cell output [{cell.Units}] · projection_kernel for one row.");
            string one = $"{row}({matrix}, {output}, {hidden});";
            if (scope.Row is null)
            {
                writer.Open("if (rows == 1)").Write(one).Close().Open("else").Write(all).Close();
            }
            else
            {
                writer.Write(one);
            }
        }

        if (cell.ProjectionClip is { } bound)
        {
            string clip = scope.Context.Kernels.Use(new ClipKernel(cell.Hidden.Stride, bound), $"Clip{cell.Hidden.Stride}", $"Not beyond the bound, in place, over rows of {cell.Hidden.Stride}.");
            writer.Write($"{clip}({hidden}, {scope.Count});");
        }
    }

    /// <summary>The gradients of h as the update's gradient reads them: of this timestep's output too, where there is one.</summary>
    public static string OutputGradient(CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        return cell.Projection is null
            ? scope.OutputGradientArgument + scope.Gradient(cell.Hidden)
            : scope.At("cellOutputGradient", cell.PaddedUnits);
    }

    /// <summary>From the gradient of h to that of the cell's output.</summary>
    public static void Gradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.Projection is not { } projection)
        {
            return;
        }

        int stride = cell.Hidden.Stride;
        string bounded = scope.Context.Kernels.Use(
            new ProjectionGradientKernel(stride, cell.ProjectionClip, scope.Layer.ReturnSequences),
            $"{scope.Layer.Identifier}ProjectionDelta",
            $"The gradient of h{(cell.ProjectionClip is null ? string.Empty : " before its clip")}, over rows of {stride}.");
        string product = scope.Context.Kernels.Use(
            new BlockProductKernel(cell.ProjectionKernel.Transposed, projection.Matrix.ResultWidth, FirstRow: 0, stride, cell.PaddedUnits, ChainStart.Zero),
            $"{scope.Layer.Identifier}CellOutputGradient",
            $"gradient of the cell's output = that of h · projection_kernelᵀ: [rows, {stride}] to [rows, {cell.Units}].");
        string clipped = cell.ProjectionClip is null ? string.Empty : scope.After(cell.Hidden) + ", ";
        writer.Write($"{bounded}({clipped}{scope.OutputGradientArgument}{scope.Gradient(cell.Hidden)}, {scope.At("p", stride)}, {scope.Count});")
            .Write($"{product}({scope.Context.Transposed.At(cell.ProjectionKernel)}, {scope.At("p", stride)}, {scope.At("cellOutputGradient", cell.PaddedUnits)}, {scope.Count});");
    }

    /// <summary>A held row projects nothing: what its place holds from another batch must not reach the kernel's gradient.</summary>
    public static void ClearGradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.Projection is not null)
        {
            writer.Write($"RowOperations.Clear({scope.At("m", cell.PaddedUnits)}, {cell.PaddedUnits});")
                .Write($"RowOperations.Clear({scope.At("p", cell.Hidden.Stride)}, {cell.Hidden.Stride});");
        }
    }

    /// <summary>The projection kernel's gradient, from all timesteps. In scope: <c>gradient</c>.</summary>
    public static void WeightGradients(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.Projection is not { } projection)
        {
            return;
        }

        string product = scope.Context.Kernels.Use(
            new OuterProductKernel(projection.Matrix, cell.Units, cell.ProjectionKernel.FirstRow, cell.PaddedUnits, cell.Hidden.Stride),
            $"{scope.Layer.Identifier}ProjectionGradient",
            $"projection kernel gradient [{cell.Units}, {cell.Hidden.Length}] += Σ over timesteps and rows of cell outputᵀ · gradient of h.");
        writer.Write($"{product}(ref Unsafe.Add(ref gradient, {projection.Offset}), ref cellOutput, ref projected, timesteps * rows);");
    }

    private static LstmCellPlan Cell(CellScope scope) => (LstmCellPlan)scope.Cell;
}
