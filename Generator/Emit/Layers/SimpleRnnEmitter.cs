using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>The simple recurrent cell: h is the activation of the input's sum plus the recurrent one.</summary>
internal sealed class SimpleRnnEmitter : CellEmitter
{
    public override string Title => "simple RNN";

    public override string Description(RecurrentPlan layer)
    {
        var cell = (SimpleRnnCellPlan)layer.Forward;
        return $"new SimpleRnnDescription(\"{layer.Name}\", {cell.InputWidth}, {cell.Units}, {DescriptionEmitter.Bool(layer.ReturnSequences)}, {DescriptionEmitter.Bool(cell.Reverse)}, {DescriptionEmitter.Bool(cell.UseBias)}, global::ModelGen.Activation.{cell.Activation}){DescriptionEmitter.Initializers(cell.Activation.Initializers("Activation"))}";
    }

    public override void Declare(CodeWriter writer, CellScope scope)
    {
        writer.Write($"ref float matrix = ref Unsafe.Add(ref weights, {scope.Weights(Cell(scope).Weights).Offset});");
        if (!scope.Keeps)
        {
            writer.Write("ref float sums = ref scratch;");
        }
    }

    public override void Project(CodeWriter writer, CellScope scope, string input, string count)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Input is { } dropped)
        {
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.Kernel, 0, ChainStart.Bias, "ref matrix", input, cell.InputStride, "ref sums", "timesteps"));
            return;
        }

        string project = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.InputWidth, cell.Kernel.FirstRow, cell.InputStride, cell.PaddedUnits, ChainStart.Bias),
            $"{scope.Layer.Identifier}Project",
            $"bias + x · kernel: [rows, {cell.InputWidth}] to the sums [rows, {cell.PaddedUnits}].");
        writer.Write($"{project}(ref matrix, {input}, ref sums, {count});");
    }

    public override void Recur(CodeWriter writer, CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Hidden is { } dropped)
        {
            writer.Write($"ref float z = {scope.AtTimestep("sums", cell.PaddedUnits)};");
            DeclareDerivatives(writer, scope);
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.RecurrentKernel, 0, RecurrentStart(cell), "ref matrix", scope.Before(cell.Hidden), cell.Hidden.Stride, "ref z", "1"));
            return;
        }

        string rows = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.Units, cell.RecurrentKernel.FirstRow, cell.PaddedUnits, cell.PaddedUnits, RecurrentStart(cell)),
            $"{scope.Layer.Identifier}RecurrentRows",
            $"sums [rows, {cell.PaddedUnits}] += h · recurrent_kernel, h [rows, {cell.Units}].");
        string product = $"{rows}(ref matrix, {scope.Before(cell.Hidden)}, ref z, {scope.Count});";
        writer.Write($"ref float z = {scope.AtTimestep("sums", cell.PaddedUnits)};");
        if (scope.Keeps)
        {
            DeclareDerivatives(writer, scope);
            writer.Write(product);
            return;
        }

        string row = scope.Context.Kernels.Use(
            new RowProductKernel(scope.Weights(cell.Weights).Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("hidden", cell.Units, cell.RecurrentKernel.FirstRow, RecurrentStart(cell)) })),
            $"{scope.Layer.Identifier}RecurrentRow",
            $"sums [{cell.PaddedUnits}] += h · recurrent_kernel for one row, h [{cell.Units}].");
        writer.Open("if (rows == 1)")
            .Write($"{row}(ref matrix, {scope.Before(cell.Hidden)}, ref z);")
            .Close()
            .Open("else")
            .Write(product)
            .Close();
    }

    public override void Update(CodeWriter writer, CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Activation.KeepsDerivative)
        {
            string derivative = scope.Context.Kernels.Use(new ActivationDerivativeKernel(cell.Activation, cell.PaddedUnits), $"{cell.Activation}Derivative{cell.PaddedUnits}", $"{cell.Activation}'(x), over rows of {cell.PaddedUnits}.");
            writer.Write($"{derivative}({scope.At("z", cell.PaddedUnits)}, {scope.At("d", cell.PaddedUnits)}, {scope.Count});");
        }

        writer.Write($"{UseUpdate(scope)}({scope.At("z", cell.PaddedUnits)}, {scope.After(cell.Hidden)}, {scope.Count});");
    }

    public override void Step(CodeWriter writer, CellScope scope, string input)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        var sums = new RowProductKernel(
            scope.Weights(cell.Weights).Matrix,
            new EquatableArray<RowOperand>(new[]
            {
                new RowOperand("input", cell.InputWidth, cell.Kernel.FirstRow, ChainStart.Bias),
                new RowOperand("hidden", cell.Units, cell.RecurrentKernel.FirstRow, RecurrentStart(cell)),
            }));
        string product = scope.Context.Kernels.Use(sums, $"{scope.Layer.Identifier}Sums", $"bias + x · kernel + h · recurrent_kernel: [{cell.InputWidth}] and [{cell.Units}] to [{cell.PaddedUnits}].");
        string hidden = $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
        writer.Write($"{product}(ref Unsafe.Add(ref weights, {scope.Weights(cell.Weights).Offset}), {input}, {hidden}, ref scratch);")
            .Write($"{UseUpdate(scope)}(ref scratch, {hidden}, 1);");
    }

    public override void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        writer.Write($"ref float z = {scope.AtTimestep("sums", Cell(scope).PaddedUnits)};");
        DeclareDerivatives(writer, scope);
    }

    public override void Gradient(CodeWriter writer, CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        string gradient = scope.Context.Kernels.Use(
            new SimpleRnnGradientKernel(cell.PaddedUnits, cell.Activation, scope.Layer.ReturnSequences),
            $"SimpleRnn{cell.Units}Gradient",
            "From the gradient of h to that of the sums.");
        writer.Write($"{gradient}({scope.At("z", cell.PaddedUnits)}, {(cell.Activation.KeepsDerivative ? scope.At("d", cell.PaddedUnits) + ", " : string.Empty)}{scope.OutputGradientArgument}{scope.Gradient(cell.Hidden)}, {scope.Count});");
    }

    public override void ClearGradient(CodeWriter writer, CellScope scope)
        => writer.Write($"RowOperations.Clear({scope.At("z", Cell(scope).PaddedUnits)}, {Cell(scope).PaddedUnits});");

    public override void RecurrentGradient(CodeWriter writer, CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        CellDropoutCode.Write(writer, CellDropoutCode.Gradient(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref z", scope.Gradient(cell.Hidden), cell.Hidden.Stride, accumulates: true, "1", ("StateGradient", $"gradient of the previous h += sums · recurrent_kernelᵀ: [rows, {cell.PaddedUnits}] to [rows, {cell.Units}].")));
    }

    public override void WeightGradients(CodeWriter writer, CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        PackedMatrix matrix = cell.Weights.Matrix;
        writer.Write($"ref float matrix = ref Unsafe.Add(ref gradient, {cell.Weights.Offset});");
        CellDropoutCode.Write(
            writer,
            CellDropoutCode.Outer(scope, cell.Dropout?.Input, cell.Kernel, 0, "ref matrix", "ref input", cell.InputStride, "ref sums", ("KernelGradient", $"kernel gradient [{cell.InputWidth}, {cell.Units}] += Σ over timesteps and rows of xᵀ · sums.")),
            CellDropoutCode.Outer(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref matrix", scope.HiddenBeforeAll, cell.Hidden.Stride, "ref sums", ("RecurrentGradient", $"recurrent kernel gradient [{cell.Units}, {cell.Units}] += Σ over timesteps and rows of hᵀ · sums.")));
        if (cell.UseBias)
        {
            string bias = scope.Context.Kernels.Use(new BiasGradientKernel(matrix, cell.PaddedUnits), $"{scope.Layer.Identifier}BiasGradient", $"bias gradient [{cell.Units}] += Σ over timesteps and rows of sums.");
            writer.Write($"{bias}(ref matrix, ref sums, timesteps * rows);");
        }
    }

    public override IEnumerable<string> InputGradient(CellScope scope, string inputGradient, bool accumulates)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        return CellDropoutCode.Gradient(scope, cell.Dropout?.Input, cell.Kernel, 0, scope.Context.Training.Kept(cell, "sums"), inputGradient, scope.Layer.Input.GradientStride, accumulates, "timesteps", ($"InputGradient{(accumulates ? "Add" : string.Empty)}", $"input gradient {(accumulates ? "+=" : "=")} sums · kernelᵀ: [rows, {cell.PaddedUnits}] to [rows, {cell.InputWidth}]."));
    }

    private static SimpleRnnCellPlan Cell(CellScope scope) => (SimpleRnnCellPlan)scope.Cell;

    /// <summary>The derivatives of an activation whose values do not tell them.</summary>
    private static void DeclareDerivatives(CodeWriter writer, CellScope scope)
    {
        if (Cell(scope).Activation.KeepsDerivative)
        {
            writer.Write($"ref float d = {scope.AtTimestep("derivatives", Cell(scope).PaddedUnits)};");
        }
    }

    private static ChainStart RecurrentStart(SimpleRnnCellPlan cell) => cell.SplitChain ? ChainStart.ZeroThenAdd : ChainStart.Result;

    private static string UseUpdate(CellScope scope)
    {
        SimpleRnnCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            new SimpleRnnUpdateKernel(cell.PaddedUnits, cell.Activation, scope.Form, scope.Keeps),
            scope.Keeps ? $"SimpleRnn{cell.Units}UpdateKeep" : $"SimpleRnn{cell.Units}Update",
            $"h = {cell.Activation}(sums){(scope.Keeps ? ", keeping it for the backward pass" : string.Empty)}.");
    }
}
