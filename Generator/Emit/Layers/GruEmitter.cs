using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// The GRU cell that resets after the recurrent product. In every mode a = bias + x · kernel and b = recurrent bias + h · recurrent
/// kernel are chains of their own: z and r are functions of a + b, the candidate of a + r · b.
/// </summary>
internal sealed class GruEmitter : CellEmitter
{
    public override string Title => "GRU";

    public override string Description(RecurrentPlan layer)
    {
        var cell = (GruCellPlan)layer.Forward;
        return Describe(layer, cell.UseBias, resetAfter: true, cell.Activation, cell.RecurrentActivation);
    }

    /// <summary>The description of a GRU layer of either form.</summary>
    public static string Describe(RecurrentPlan layer, bool useBias, bool resetAfter, ActivationFunction activation, ActivationFunction recurrentActivation)
        => $"new GruDescription(\"{layer.Name}\", {layer.Forward.InputWidth}, {layer.Forward.Units}, {DescriptionEmitter.Bool(layer.ReturnSequences)}, {DescriptionEmitter.Bool(layer.GoBackwards)}, {DescriptionEmitter.Bool(useBias)}, {DescriptionEmitter.Bool(resetAfter)}, global::ModelGen.Activation.{activation}, global::ModelGen.Activation.{recurrentActivation}){DescriptionEmitter.Initializers(activation.Initializers("Activation") + recurrentActivation.Initializers("RecurrentActivation"))}";

    public override void Declare(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        writer.Write($"ref float matrix = ref Unsafe.Add(ref weights, {scope.Weights(cell.Weights).Offset});");
        if (!scope.Keeps)
        {
            writer.Write("ref float gates = ref scratch;")
                .Write($"ref float recurrent = ref Unsafe.Add(ref scratch, {RecurrentOffset(cell)});");
        }
    }

    public override void Project(CodeWriter writer, CellScope scope, string input, string count)
    {
        GruCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Input is { } dropped)
        {
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.Kernel, 0, ChainStart.Bias, "ref matrix", input, cell.InputStride, "ref gates", "timesteps"));
            return;
        }

        string project = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.InputWidth, cell.Kernel.FirstRow, cell.InputStride, cell.GateWidth, ChainStart.Bias),
            $"{scope.Layer.Identifier}Project",
            $"bias + x · kernel: [rows, {cell.InputWidth}] to the gates [rows, 3 · {cell.PaddedUnits}].");
        writer.Write($"{project}(ref matrix, {input}, ref gates, {count});");
    }

    public override void Recur(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        writer.Write($"ref float a = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float b = {(scope.Keeps ? scope.AtTimestep("recurrent", cell.GateWidth) : "ref recurrent")};");
        DeclareDerivatives(writer, scope);
        if (scope.Keeps && cell.Dropout?.Hidden is { } dropped)
        {
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.RecurrentKernel, 0, ChainStart.Bias, "ref matrix", scope.Before(cell.Hidden), cell.Hidden.Stride, "ref b", "1", cell.RecurrentBiasRow));
            return;
        }

        string rows = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.Units, cell.RecurrentKernel.FirstRow, cell.PaddedUnits, cell.GateWidth, ChainStart.Bias, cell.RecurrentBiasRow),
            $"{scope.Layer.Identifier}RecurrentRows",
            $"recurrent bias + h · recurrent_kernel: [rows, {cell.Units}] to [rows, 3 · {cell.PaddedUnits}].");
        if (!scope.Keeps)
        {
            string call = $"{UseRecurrentRow(scope)}(ref matrix, {scope.Before(cell.Hidden)}, ref b);";
            writer.Open("if (rows == 1)");
            if (UseNext(scope) is { } next)
            {
                // Otherwise the update reads h too.
                writer.Open($"if (ragged || !({next.Condition}))").Write(call).Close();
            }
            else
            {
                writer.Write(call);
            }

            writer.Close().Open("else");
        }

        writer.Write($"{rows}(ref matrix, {scope.Before(cell.Hidden)}, ref b, {scope.Count});");
        if (!scope.Keeps)
        {
            writer.Close();
        }
    }

    public override void Update(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        string gates = $"{scope.At("a", cell.GateWidth)}, {scope.At("b", cell.GateWidth)}";
        string derivatives = $"{gates}, {scope.At("d", cell.GateWidth)}, {scope.Count}";
        if (scope.Keeps && cell.RecurrentActivation.KeepsDerivative)
        {
            string kernel = scope.Context.Kernels.Use(new GruGateDerivativeKernel(cell.Weights.Matrix.ColumnsOnly, cell.RecurrentActivation), $"Gru{cell.Units}GateDerivatives", $"{cell.RecurrentActivation}' at z and r, for the backward pass.");
            writer.Write($"{kernel}({derivatives});");
        }

        Activate(writer, scope, gates, scope.Count);
        if (scope.Keeps && cell.Activation.KeepsDerivative)
        {
            string kernel = scope.Context.Kernels.Use(new GruCandidateDerivativeKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation), $"Gru{cell.Units}CandidateDerivatives", $"{cell.Activation}' at the candidate, for the backward pass.");
            writer.Write($"{kernel}({derivatives});");
        }

        if (UseNext(scope) is { } next)
        {
            writer.Open($"if (rows == 1 && {next.Condition})")
                .Write($"{next.Kernel}(ref matrix, ref a, {scope.After(cell.Hidden)});")
                .Close()
                .Open("else");
        }

        writer.Write(scope.Keeps
            ? $"{UseUpdate(scope)}({gates}, {scope.Before(cell.Hidden)}, {scope.After(cell.Hidden)}, {scope.Count});"
            : $"{UseUpdate(scope)}({gates}, {scope.After(cell.Hidden)}, {scope.Count});");
        if (UseNext(scope) is not null)
        {
            writer.Close();
        }
    }

    public override void Step(CodeWriter writer, CellScope scope, string input)
    {
        GruCellPlan cell = Cell(scope);
        string project = scope.Context.Kernels.Use(
            new RowProductKernel(scope.Weights(cell.Weights).Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("input", cell.InputWidth, cell.Kernel.FirstRow, ChainStart.Bias) })),
            $"{scope.Layer.Identifier}ProjectRow",
            $"bias + x · kernel for one row: [{cell.InputWidth}] to the gates [3 · {cell.PaddedUnits}].");
        string hidden = $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
        string gates = $"ref scratch, ref Unsafe.Add(ref scratch, {RecurrentOffset(cell)})";
        PlacedMatrix weights = scope.Weights(cell.Weights);
        string matrix = $"ref Unsafe.Add(ref weights, {weights.Offset})";
        bool fits = GruStepKernel.Fits(cell, weights);
        if (fits)
        {
            var fused = new GruStepKernel(weights.Matrix, cell.InputWidth, scope.Form);
            string step = scope.Context.Kernels.Use(fused, $"{scope.Layer.Identifier}Step", $"One timestep with the gates in registers: [{cell.InputWidth}] and h [{cell.Units}] to h.");
            writer.Open($"if ({fused.Condition})")
                .Write($"{step}({matrix}, {input}, {hidden}{(fused.NeedsScratch ? ", ref scratch" : string.Empty)});")
                .Close()
                .Open("else");
        }

        writer.Write($"{project}({matrix}, {input}, ref scratch);")
            .Write($"{UseRecurrentRow(scope)}({matrix}, {hidden}, ref Unsafe.Add(ref scratch, {RecurrentOffset(cell)}));");
        Activate(writer, scope, gates, "1");
        writer.Write($"{UseUpdate(scope)}({gates}, {hidden}, 1);");
        if (fits)
        {
            writer.Close();
        }
    }

    public override void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        writer.Write($"ref float a = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float b = {scope.AtTimestep("recurrent", cell.GateWidth)};")
            .Write(scope.DeclareBefore(cell.Hidden));
        DeclareDerivatives(writer, scope);
    }

    public override void Gradient(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        string gradient = scope.Context.Kernels.Use(
            new GruCellGradientKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, cell.RecurrentActivation, scope.Layer.ReturnSequences),
            $"Gru{cell.Units}CellGradient",
            "From the gradient of h to those of both shares of the gates' pre-activations, and to the previous h's through z.");
        string derivatives = cell.KeepsDerivatives ? scope.At("d", cell.GateWidth) + ", " : string.Empty;
        writer.Write($"{gradient}({scope.At("a", cell.GateWidth)}, {scope.At("b", cell.GateWidth)}, {derivatives}{scope.Before(cell.Hidden)}, {scope.OutputGradientArgument}{scope.Gradient(cell.Hidden)}, {scope.Count});");
    }

    public override void ClearGradient(CodeWriter writer, CellScope scope)
    {
        int width = Cell(scope).GateWidth;
        writer.Write($"RowOperations.Clear({scope.At("a", width)}, {width});")
            .Write($"RowOperations.Clear({scope.At("b", width)}, {width});");
    }

    public override void RecurrentGradient(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        CellDropoutCode.Write(writer, CellDropoutCode.Gradient(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref b", scope.Gradient(cell.Hidden), cell.Hidden.Stride, accumulates: true, "1", ("StateGradient", $"gradient of the previous h += recurrent share · recurrent_kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.Units}].")));
    }

    public override void WeightGradients(CodeWriter writer, CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        PackedMatrix matrix = cell.Weights.Matrix;
        writer.Write($"ref float matrix = ref Unsafe.Add(ref gradient, {cell.Weights.Offset});");
        CellDropoutCode.Write(
            writer,
            CellDropoutCode.Outer(scope, cell.Dropout?.Input, cell.Kernel, 0, "ref matrix", "ref input", cell.InputStride, "ref gates", ("KernelGradient", $"kernel gradient [{cell.InputWidth}, 3 · {cell.Units}] += Σ over timesteps and rows of xᵀ · gates.")),
            CellDropoutCode.Outer(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref matrix", scope.HiddenBeforeAll, cell.Hidden.Stride, "ref recurrent", ("RecurrentGradient", $"recurrent kernel gradient [{cell.Units}, 3 · {cell.Units}] += Σ over timesteps and rows of hᵀ · recurrent share.")));
        if (cell.UseBias)
        {
            string bias = scope.Context.Kernels.Use(new BiasGradientKernel(matrix, cell.GateWidth), $"{scope.Layer.Identifier}BiasGradient", $"bias gradient [3 · {cell.Units}] += Σ over timesteps and rows of gates.");
            string recurrentBias = scope.Context.Kernels.Use(new BiasGradientKernel(matrix, cell.GateWidth, cell.RecurrentBiasRow), $"{scope.Layer.Identifier}RecurrentBiasGradient", $"recurrent bias gradient [3 · {cell.Units}] += Σ over timesteps and rows of the recurrent share.");
            writer.Write($"{bias}(ref matrix, ref gates, timesteps * rows);")
                .Write($"{recurrentBias}(ref matrix, ref recurrent, timesteps * rows);");
        }
    }

    public override IEnumerable<string> InputGradient(CellScope scope, string inputGradient, bool accumulates)
    {
        GruCellPlan cell = Cell(scope);
        return CellDropoutCode.Gradient(scope, cell.Dropout?.Input, cell.Kernel, 0, scope.Context.Training.Kept(cell, "gates"), inputGradient, scope.Layer.Input.GradientStride, accumulates, "timesteps", ($"InputGradient{(accumulates ? "Add" : string.Empty)}", $"input gradient {(accumulates ? "+=" : "=")} gates · kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.InputWidth}]."));
    }

    /// <summary>For one row at inference: the kernel from the input's share of the gates to h, and when it can be used.</summary>
    private static (string Kernel, string Condition)? UseNext(CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        PlacedMatrix weights = scope.Weights(cell.Weights);
        if (scope.Keeps || scope.Single || scope.Row is not null || !GruStepKernel.Fits(cell, weights))
        {
            return null;
        }

        var next = new GruStepKernel(weights.Matrix, InputWidth: null, scope.Form);
        return (scope.Context.Kernels.Use(next, $"{scope.Layer.Identifier}NextStep", $"The recurrent share, h [{cell.Units}], then h, with the gates in registers."), next.Condition);
    }

    private static GruCellPlan Cell(CellScope scope) => (GruCellPlan)scope.Cell;

    /// <summary>Derivatives of activations whose values do not tell them.</summary>
    private static void DeclareDerivatives(CodeWriter writer, CellScope scope)
    {
        if (scope.Keeps && Cell(scope).KeepsDerivatives)
        {
            writer.Write($"ref float d = {scope.AtTimestep("derivatives", Cell(scope).GateWidth)};");
        }
    }

    /// <summary>Behind the input's share of a block of timesteps.</summary>
    private static int RecurrentOffset(GruCellPlan cell) => cell.BlockRows * cell.GateWidth;

    private static string UseRecurrentRow(CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            new RowProductKernel(scope.Weights(cell.Weights).Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("hidden", cell.Units, cell.RecurrentKernel.FirstRow, ChainStart.Bias, cell.RecurrentBiasRow) })),
            $"{scope.Layer.Identifier}RecurrentRow",
            $"recurrent bias + h · recurrent_kernel for one row: [{cell.Units}] to [3 · {cell.PaddedUnits}].");
    }

    /// <summary>The gates' activations in place, where they are not part of the update.</summary>
    private static void Activate(CodeWriter writer, CellScope scope, string gates, string rows)
    {
        GruCellPlan cell = Cell(scope);
        if (!cell.IsStandard)
        {
            string activate = scope.Context.Kernels.Use(
                new GruGateKernel(cell.Weights.Matrix.ColumnsOnly, cell.RecurrentActivation, scope.Form),
                $"Gru{cell.Units}Activate",
                $"z, r = {cell.RecurrentActivation} of both shares' sum, in place.");
            writer.Write($"{activate}({gates}, {rows});");
        }
    }

    private static string UseUpdate(CellScope scope)
    {
        GruCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            cell.IsStandard ? new GruFusedKernel(cell.Weights.Matrix.ColumnsOnly, scope.Form, scope.Keeps) : new GruUpdateKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, scope.Form, scope.Keeps),
            scope.Keeps ? $"Gru{cell.Units}UpdateKeep" : $"Gru{cell.Units}Update",
            (cell.IsStandard ? "z, r = Sigmoid(a + b); h = z · h + (1 − z) · Tanh(a + r · b)" : $"h = z · h + (1 − z) · {cell.Activation}(a + r · b)") + (scope.Keeps ? ", keeping the gates for the backward pass." : ", in place."));
    }
}
