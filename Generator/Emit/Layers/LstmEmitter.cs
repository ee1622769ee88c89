using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>The LSTM cell.</summary>
internal sealed class LstmEmitter : CellEmitter
{
    public override string Title => "LSTM";

    public override string Description(RecurrentPlan layer)
    {
        var cell = (LstmCellPlan)layer.Forward;
        return $"new LstmDescription(\"{layer.Name}\", {cell.InputWidth}, {cell.Units}, {DescriptionEmitter.Bool(layer.ReturnSequences)}, {DescriptionEmitter.Bool(cell.Reverse)}, {DescriptionEmitter.Bool(cell.UseBias)}, global::ModelGen.Activation.{cell.Activation}, global::ModelGen.Activation.{cell.RecurrentActivation}){DescriptionEmitter.Initializers(cell.Activation.Initializers("Activation") + cell.RecurrentActivation.Initializers("RecurrentActivation") + Options(cell))}";
    }

    public override void Declare(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        writer.Write($"ref float matrix = ref Unsafe.Add(ref weights, {scope.Weights(cell.Weights).Offset});");
        if (scope.Keeps && cell.Peepholes is { } peepholes)
        {
            writer.Write("// The backward pass reads them beside what else is kept.")
                .Write($"RowOperations.Copy(ref Unsafe.Add(ref weights, {peepholes.Offset}), {scope.Context.Training.Kept(cell, "peepholes")}, {3 * cell.PaddedUnits});");
        }

        LstmProjectionEmitter.Declare(writer, scope);
        LstmNormalizationEmitter.Declare(writer, scope);
    }

    public override void Project(CodeWriter writer, CellScope scope, string input, string count)
    {
        LstmCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Input is { } dropped)
        {
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.Kernel, 0, ChainStart.Bias, "ref matrix", input, cell.InputStride, "ref gates", "timesteps"));
            return;
        }

        string project = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.InputWidth, cell.Kernel.FirstRow, cell.InputStride, cell.GateWidth, ChainStart.Bias),
            $"{scope.Layer.Identifier}Project",
            $"bias + x · kernel: [rows, {cell.InputWidth}] to the gates [rows, 4 · {cell.PaddedUnits}].");
        writer.Write($"{project}(ref matrix, {input}, ref {Gates(scope)}, {count});");
    }

    public override void Recur(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Hidden is { } dropped)
        {
            DeclareKept(writer, scope);
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.RecurrentKernel, 0, RecurrentStart(cell), "ref matrix", scope.Before(cell.Hidden), cell.Hidden.Stride, "ref z", "1"));
            return;
        }

        string recurRows = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Weights).Matrix, cell.Hidden.Length, cell.RecurrentKernel.FirstRow, cell.Hidden.Stride, cell.GateWidth, RecurrentStart(cell)),
            $"{scope.Layer.Identifier}RecurrentRows",
            $"gates [rows, 4 · {cell.PaddedUnits}] += h · recurrent_kernel, h [rows, {cell.Hidden.Length}].");
        if (scope.Keeps)
        {
            DeclareKept(writer, scope);
        }
        else
        {
            writer.Write($"ref float z = {scope.AtTimestep(Gates(scope), cell.GateWidth)};");
            string recurRow = scope.Context.Kernels.Use(
                new RowProductKernel(scope.Weights(cell.Weights).Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("hidden", cell.Hidden.Length, cell.RecurrentKernel.FirstRow, RecurrentStart(cell)) })),
                $"{scope.Layer.Identifier}RecurrentRow",
                $"gates [4 · {cell.PaddedUnits}] += h · recurrent_kernel for one row, h [{cell.Hidden.Length}].");
            string call = $"{recurRow}(ref matrix, {scope.Before(cell.Hidden)}, ref z);";
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

        writer.Write($"{recurRows}(ref matrix, {scope.Before(cell.Hidden)}, ref z, {scope.Count});");
        if (!scope.Keeps)
        {
            writer.Close();
        }
    }

    public override void Update(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        string z = scope.At("z", cell.GateWidth);
        if (cell.HasOptions)
        {
            LstmOptionEmitter.Update(writer, scope, "ref weights", z, scope.Before(cell.CellState), scope.After(cell.CellState), LstmProjectionEmitter.CellOutput(scope), scope.Count);
            LstmProjectionEmitter.Project(writer, scope, LstmProjectionEmitter.CellOutput(scope), scope.After(cell.Hidden));
            KeepActivatedDerivative(writer, scope);
            return;
        }

        if (scope.Keeps && cell.KeepsDerivatives)
        {
            string derivatives = scope.Context.Kernels.Use(
                new LstmGateDerivativeKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, cell.RecurrentActivation),
                $"Lstm{cell.Units}Derivatives",
                $"The derivatives of {cell.RecurrentActivation} and {cell.Activation} at the gates, for the backward pass.");
            writer.Write($"{derivatives}({z}, {scope.At("d", cell.GateWidth)}, {scope.Count});");
        }

        Activate(writer, scope, z, scope.Count);
        if (!scope.Keeps)
        {
            string update = $"{UseUpdate(scope)}({z}, {scope.After(cell.CellState)}, {scope.After(cell.Hidden)}, {scope.Count});";
            if (UseNext(scope) is { } next)
            {
                writer.Open($"if (rows == 1 && {next.Condition})")
                    .Write($"{next.Kernel}(ref matrix, ref z, {scope.After(cell.Hidden)}, {scope.After(cell.CellState)});")
                    .Close()
                    .Open("else")
                    .Write(update)
                    .Close();
            }
            else
            {
                writer.Write(update);
            }

            return;
        }

        string keep = scope.Context.Kernels.Use(
            UpdateKernel(scope, keepsActivations: true),
            $"Lstm{cell.Units}UpdateKeep",
            $"c = f · previous c + i · g; h = o · {cell.Activation}(c), keeping all of them for the backward pass.");
        writer.Write($"{keep}({z}, {scope.Before(cell.CellState)}, {CandidateFactors(scope)}{scope.After(cell.CellState)}, {scope.At("a", cell.PaddedUnits)}, {scope.After(cell.Hidden)}, {scope.Count});");
        KeepActivatedDerivative(writer, scope);
    }

    public override void Step(CodeWriter writer, CellScope scope, string input)
    {
        LstmCellPlan cell = Cell(scope);
        var gates = new RowProductKernel(
            scope.Weights(cell.Weights).Matrix,
            new EquatableArray<RowOperand>(new[]
            {
                new RowOperand("input", cell.InputWidth, cell.Kernel.FirstRow, ChainStart.Bias),
                new RowOperand("hidden", cell.Hidden.Length, cell.RecurrentKernel.FirstRow, RecurrentStart(cell)),
            }));
        string product = scope.Context.Kernels.Use(gates, $"{scope.Layer.Identifier}Gates", $"bias + x · kernel + h · recurrent_kernel: [{cell.InputWidth}] and [{cell.Hidden.Length}] to the gates [4 · {cell.PaddedUnits}].");
        PlacedMatrix weights = scope.Weights(cell.Weights);
        string matrix = $"ref Unsafe.Add(ref weights, {weights.Offset})";
        string hidden = $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
        string cellState = $"ref Unsafe.Add(ref state, {cell.CellState.Offset})";
        bool fits = LstmStepKernel.Fits(cell, weights);
        if (fits)
        {
            var fused = new LstmStepKernel(weights.Matrix, cell.InputWidth, scope.Form);
            string step = scope.Context.Kernels.Use(fused, $"{scope.Layer.Identifier}Step", $"One timestep with the gates in registers: [{cell.InputWidth}] and h [{cell.Units}] to c and h.");
            writer.Open($"if ({fused.Condition})")
                .Write($"{step}({matrix}, {input}, {hidden}, {cellState}{(fused.NeedsScratch ? ", ref scratch" : string.Empty)});")
                .Close()
                .Open("else");
        }

        writer.Write($"{product}({matrix}, {input}, {hidden}, ref scratch);");
        if (cell.HasOptions)
        {
            string output = cell.Projection is null ? hidden : LstmProjectionEmitter.Scratch(cell);
            LstmOptionEmitter.Update(writer, scope, "ref weights", "ref scratch", cellState, cellState, output, "1");
            LstmProjectionEmitter.Project(writer, scope with { Row = "0" }, output, hidden);
        }
        else
        {
            Activate(writer, scope, "ref scratch", "1");
            writer.Write($"{UseUpdate(scope)}(ref scratch, {cellState}, {hidden}, 1);");
        }

        if (fits)
        {
            writer.Close();
        }
    }

    public override void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        writer.Write($"ref float z = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float a = {scope.AtTimestep("activated", cell.PaddedUnits)};")
            .Write(scope.DeclareBefore(cell.CellState));
        if (cell.Clip is not null)
        {
            writer.Write(scope.DeclareAfter(cell.CellState));
        }

        if (cell.ProjectionClip is not null)
        {
            writer.Write(scope.DeclareAfter(cell.Hidden));
        }

        DeclareDerivatives(writer, scope);
        LstmProjectionEmitter.DeclareTimestep(writer, scope);
        LstmNormalizationEmitter.DeclareTimestep(writer, scope);
    }

    public override void Gradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.HasOptions)
        {
            LstmProjectionEmitter.Gradient(writer, scope);
            LstmOptionEmitter.Gradient(writer, scope);
            writer.Write($"RowOperations.Clear({scope.Gradient(cell.Hidden)}, {scope.Floats(cell.Hidden.Stride)});");
            return;
        }

        string gradient = scope.Context.Kernels.Use(
            new LstmCellGradientKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, cell.RecurrentActivation, scope.Layer.ReturnSequences, cell.DropsCandidate),
            $"Lstm{cell.Units}CellGradient",
            "From the gradients of h and c to those of the gates' pre-activations and of the previous c.");
        string derivatives = cell.KeepsDerivatives ? scope.At("d", cell.GateWidth) + ", " : string.Empty;
        string activatedDerivative = cell.Activation.KeepsDerivative ? scope.At("da", cell.PaddedUnits) + ", " : string.Empty;
        writer.Write($"{gradient}({scope.At("z", cell.GateWidth)}, {derivatives}{scope.Before(cell.CellState)}, {CandidateFactors(scope)}{scope.At("a", cell.PaddedUnits)}, {activatedDerivative}{scope.OutputGradientArgument}{scope.Gradient(cell.Hidden)}, {scope.Gradient(cell.CellState)}, {scope.Count});")
            .Write($"RowOperations.Clear({scope.Gradient(cell.Hidden)}, {scope.Floats(cell.PaddedUnits)});");
    }

    public override void ClearGradient(CodeWriter writer, CellScope scope)
    {
        writer.Write($"RowOperations.Clear({scope.At("z", Cell(scope).GateWidth)}, {Cell(scope).GateWidth});");
        LstmProjectionEmitter.ClearGradient(writer, scope);
    }

    public override void RecurrentGradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        CellDropoutCode.Write(writer, CellDropoutCode.Gradient(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref z", scope.Gradient(cell.Hidden), cell.Hidden.Stride, accumulates: true, "1", ("StateGradient", $"gradient of the previous h += gates · recurrent_kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.Hidden.Length}].")));
    }

    public override void WeightGradients(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        PackedMatrix matrix = cell.Weights.Matrix;
        writer.Write($"ref float matrix = ref Unsafe.Add(ref gradient, {cell.Weights.Offset});");
        CellDropoutCode.Write(
            writer,
            CellDropoutCode.Outer(scope, cell.Dropout?.Input, cell.Kernel, 0, "ref matrix", "ref input", cell.InputStride, "ref gates", ("KernelGradient", $"kernel gradient [{cell.InputWidth}, 4 · {cell.Units}] += Σ over timesteps and rows of xᵀ · gates.")),
            CellDropoutCode.Outer(scope, cell.Dropout?.Hidden, cell.RecurrentKernel, 0, "ref matrix", scope.HiddenBeforeAll, cell.Hidden.Stride, "ref gates", ("RecurrentGradient", $"recurrent kernel gradient [{cell.Hidden.Length}, 4 · {cell.Units}] += Σ over timesteps and rows of hᵀ · gates.")));
        if (cell.UseBias && cell.GateNorm is null)
        {
            string bias = scope.Context.Kernels.Use(new BiasGradientKernel(matrix, cell.GateWidth), $"{scope.Layer.Identifier}BiasGradient", $"bias gradient [4 · {cell.Units}] += Σ over timesteps and rows of gates.");
            writer.Write($"{bias}(ref matrix, ref gates, timesteps * rows);");
        }

        LstmOptionEmitter.WeightGradients(writer, scope);
        LstmProjectionEmitter.WeightGradients(writer, scope);
    }

    public override IEnumerable<string> InputGradient(CellScope scope, string inputGradient, bool accumulates)
    {
        LstmCellPlan cell = Cell(scope);
        return CellDropoutCode.Gradient(scope, cell.Dropout?.Input, cell.Kernel, 0, scope.Context.Training.Kept(cell, "gates"), inputGradient, scope.Layer.Input.GradientStride, accumulates, "timesteps", ($"InputGradient{(accumulates ? "Add" : string.Empty)}", $"input gradient {(accumulates ? "+=" : "=")} gates · kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.InputWidth}]."));
    }

    /// <summary>For one row of a small cell at inference: the kernel from the input's share of the gates to c and h, and when it can be used.</summary>
    private static (string Kernel, string Condition)? UseNext(CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        PlacedMatrix weights = scope.Weights(cell.Weights);
        if (scope.Keeps || scope.Single || scope.Row is not null || !LstmStepKernel.Fits(cell, weights))
        {
            return null;
        }

        var next = new LstmStepKernel(weights.Matrix, InputWidth: null, scope.Form);
        return (scope.Context.Kernels.Use(next, $"{scope.Layer.Identifier}NextStep", $"gates += h · recurrent_kernel, h [{cell.Units}], then c and h, with the gates in registers."), next.Condition);
    }

    private static LstmCellPlan Cell(CellScope scope) => (LstmCellPlan)scope.Cell;

    /// <summary>Locals for what a timestep keeps.</summary>
    private static void DeclareKept(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        writer.Write($"ref float z = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float a = {scope.AtTimestep("activated", cell.PaddedUnits)};");
        DeclareDerivatives(writer, scope);
        LstmProjectionEmitter.DeclareTimestep(writer, scope);
        LstmNormalizationEmitter.DeclareTimestep(writer, scope);
    }

    /// <summary>The local with the gates of a block of timesteps, or of all.</summary>
    private static string Gates(CellScope scope) => scope.Keeps ? "gates" : "scratch";

    /// <summary>The options that the cell has, as object initialisers of its description.</summary>
    private static string Options(LstmCellPlan cell)
        => (cell.Peepholes is null ? string.Empty : "Peepholes = true, ")
            + (cell.Clip is { } clip ? $"CellClip = {clip.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}d, " : string.Empty)
            + (cell.DeclaredOutputActivation is { } output ? $"OutputActivation = global::ModelGen.Activation.{output}, {output.Initializers("OutputActivation")}" : string.Empty)
            + (cell.GateNorm is null ? string.Empty : $"LayerNormEpsilon = {DescriptionEmitter.Real(cell.LayerNormEpsilon)}, ")
            + (cell.Dropout?.Candidate is { } candidate ? $"CandidateDropout = {DescriptionEmitter.Real(candidate.Rate)}, " : string.Empty)
            + (cell.Projection is null ? string.Empty : $"Projection = {cell.Hidden.Length}, ")
            + (cell.ProjectionClip is { } bound ? $"ProjectionClip = {bound.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}d, " : string.Empty)
            + (cell.Coupled ? "InputForgetCoupling = true, " : string.Empty);

    private static void KeepActivatedDerivative(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.OutputActivation.KeepsDerivative)
        {
            string derivative = scope.Context.Kernels.Use(new ActivationDerivativeKernel(cell.OutputActivation, cell.PaddedUnits), $"{cell.OutputActivation}Derivative{cell.PaddedUnits}", $"{cell.OutputActivation}'(x), over rows of {cell.PaddedUnits}.");
            writer.Write($"{derivative}({scope.After(cell.CellState)}, {scope.At("da", cell.PaddedUnits)}, {scope.Count});");
        }
    }

    /// <summary>The argument of training's kernels with what the candidate of the scope's rows is multiplied with, or nothing.</summary>
    public static string CandidateFactors(CellScope scope)
        => scope.Keeps && Cell(scope).DropsCandidate ? scope.At("factors", Cell(scope).PaddedUnits) + ", " : string.Empty;

    /// <summary>Derivatives of activations whose values do not tell them, and the candidate's factors.</summary>
    private static void DeclareDerivatives(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.DropsCandidate)
        {
            writer.Write($"ref float factors = {scope.AtTimestep(DroppedCandidate.Factors, cell.PaddedUnits)};");
        }

        if (cell.KeepsDerivatives)
        {
            writer.Write($"ref float d = {scope.AtTimestep("derivatives", cell.GateWidth)};");
        }

        if (cell.OutputActivation.KeepsDerivative)
        {
            writer.Write($"ref float da = {scope.AtTimestep("activatedDerivative", cell.PaddedUnits)};");
        }
    }

    private static ChainStart RecurrentStart(LstmCellPlan cell) => cell.SplitChain ? ChainStart.ZeroThenAdd : ChainStart.Result;

    /// <summary>The activations in place, where they are not part of the update.</summary>
    private static void Activate(CodeWriter writer, CellScope scope, string z, string rows)
    {
        LstmCellPlan cell = Cell(scope);
        if (cell.IsStandard)
        {
            return;
        }

        string activate = scope.Context.Kernels.Use(
            new LstmGateKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, cell.RecurrentActivation, scope.Form),
            $"Lstm{cell.Units}Activate",
            $"i, f, o = {cell.RecurrentActivation}, g = {cell.Activation}, in place.");
        writer.Write($"{activate}({z}, {rows});");
    }

    private static KernelSpec UpdateKernel(CellScope scope, bool keepsActivations)
    {
        LstmCellPlan cell = Cell(scope);
        return cell.IsStandard
            ? new LstmFusedKernel(cell.Weights.Matrix.ColumnsOnly, scope.Form, keepsActivations, keepsActivations && cell.DropsCandidate)
            : new LstmUpdateKernel(cell.Weights.Matrix.ColumnsOnly, cell.Activation, scope.Form, keepsActivations, keepsActivations && cell.DropsCandidate);
    }

    private static string UseUpdate(CellScope scope)
    {
        LstmCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            UpdateKernel(scope, keepsActivations: false),
            $"Lstm{cell.Units}Update",
            cell.IsStandard
                ? "c = Sigmoid(f) · c + Sigmoid(i) · Tanh(g); h = Sigmoid(o) · Tanh(c), in place."
                : $"c = f · c + i · g; h = o · {cell.Activation}(c), in place.");
    }
}
