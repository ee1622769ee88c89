using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// The GRU cell that resets before the recurrent product: z and r of all rows, then r · h, then the candidate's product with it.
/// </summary>
internal sealed class GruResetBeforeEmitter : CellEmitter
{
    /// <summary>The gate that the candidate is, behind z and r.</summary>
    private const int CandidateGate = 2;

    public override string Title => "GRU, reset before";

    public override string Description(RecurrentPlan layer)
    {
        var cell = (GruResetBeforeCellPlan)layer.Forward;
        return GruEmitter.Describe(layer, cell.UseBias, resetAfter: false, cell.Activation, cell.RecurrentActivation);
    }

    public override void Declare(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        writer.Write($"ref float gateMatrix = ref Unsafe.Add(ref weights, {scope.Weights(cell.Gates).Offset});")
            .Write($"ref float candidateMatrix = ref Unsafe.Add(ref weights, {scope.Weights(cell.Candidate).Offset});");
        if (!scope.Keeps)
        {
            writer.Write("ref float gates = ref scratch;")
                .Write($"ref float candidate = ref Unsafe.Add(ref scratch, {CandidateOffset(cell)});")
                .Write($"ref float reset = ref Unsafe.Add(ref scratch, {ResetOffset(cell)});");
        }
    }

    public override void Project(CodeWriter writer, CellScope scope, string input, string count)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.Dropout?.Input is { } dropped)
        {
            CellDropoutCode.Write(
                writer,
                CellDropoutCode.Product(scope, dropped, cell.GateKernel, 0, ChainStart.Bias, "ref gateMatrix", input, cell.InputStride, "ref gates", "timesteps"),
                CellDropoutCode.Product(scope, dropped, cell.CandidateKernel, CandidateGate, ChainStart.Bias, "ref candidateMatrix", input, cell.InputStride, "ref candidate", "timesteps"));
            return;
        }

        string gates = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Gates).Matrix, cell.InputWidth, cell.GateKernel.FirstRow, cell.InputStride, cell.GateWidth, ChainStart.Bias),
            $"{scope.Layer.Identifier}ProjectGates",
            $"bias + x · kernel: [rows, {cell.InputWidth}] to z and r [rows, 2 · {cell.PaddedUnits}].");
        string candidate = scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(cell.Candidate).Matrix, cell.InputWidth, cell.CandidateKernel.FirstRow, cell.InputStride, cell.PaddedUnits, ChainStart.Bias),
            $"{scope.Layer.Identifier}ProjectCandidate",
            $"bias + x · kernel: [rows, {cell.InputWidth}] to the candidate [rows, {cell.PaddedUnits}].");
        writer.Write($"{gates}(ref gateMatrix, {input}, ref gates, {count});")
            .Write($"{candidate}(ref candidateMatrix, {input}, ref candidate, {count});");
    }

    public override void Recur(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        writer.Write($"ref float z = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float n = {scope.AtTimestep("candidate", cell.PaddedUnits)};")
            .Write($"ref float rh = {(scope.Keeps ? scope.AtTimestep("reset", cell.PaddedUnits) : "ref reset")};");
        DeclareDerivatives(writer, scope);
        string hidden = scope.Before(cell.Hidden);
        if (scope.Keeps && cell.Dropout?.Hidden is { } dropped)
        {
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.GateRecurrentKernel, 0, RecurrentStart(cell), "ref gateMatrix", hidden, cell.Hidden.Stride, "ref z", "1"));
            WriteReset(writer, scope, "ref z", hidden, "ref rh", scope.Count);
            CellDropoutCode.Write(writer, CellDropoutCode.Product(scope, dropped, cell.CandidateRecurrentKernel, CandidateGate, RecurrentStart(cell), "ref candidateMatrix", "ref rh", cell.PaddedUnits, "ref n", "1"));
            return;
        }

        string gateProduct = $"{UseRows(scope, cell.GateRecurrentKernel, "Gates", "h")}(ref gateMatrix, {hidden}, ref z, {scope.Count});";
        string candidateProduct = $"{UseRows(scope, cell.CandidateRecurrentKernel, "Candidate", "(r · h)")}(ref candidateMatrix, ref rh, ref n, {scope.Count});";
        if (scope.Keeps)
        {
            writer.Write(gateProduct);
            WriteReset(writer, scope, "ref z", hidden, "ref rh", scope.Count);
            writer.Write(candidateProduct);
            return;
        }

        writer.Open("if (rows == 1)")
            .Write($"{UseRow(scope, cell.GateRecurrentKernel, "Gates", "h")}(ref gateMatrix, {hidden}, ref z);");
        WriteReset(writer, scope, "ref z", hidden, "ref rh", "1");
        writer.Write($"{UseRow(scope, cell.CandidateRecurrentKernel, "Candidate", "(r · h)")}(ref candidateMatrix, ref rh, ref n);")
            .Close()
            .Open("else")
            .Write(gateProduct);
        WriteReset(writer, scope, "ref z", hidden, "ref rh", scope.Count);
        writer.Write(candidateProduct).Close();
    }

    public override void Update(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        string gates = $"{scope.At("z", cell.GateWidth)}, {scope.At("n", cell.PaddedUnits)}";
        if (scope.Keeps && cell.Activation.KeepsDerivative)
        {
            writer.Write($"{UseDerivative(scope, cell.Activation, cell.PaddedUnits)}({scope.At("n", cell.PaddedUnits)}, {scope.At("dn", cell.PaddedUnits)}, {scope.Count});");
        }

        writer.Write(scope.Keeps
            ? $"{UseUpdate(scope)}({gates}, {scope.Before(cell.Hidden)}, {scope.After(cell.Hidden)}, {scope.Count});"
            : $"{UseUpdate(scope)}({gates}, {scope.After(cell.Hidden)}, {scope.Count});");
    }

    public override void Step(CodeWriter writer, CellScope scope, string input)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        string hidden = $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
        string candidate = $"ref Unsafe.Add(ref scratch, {CandidateOffset(cell)})";
        string reset = $"ref Unsafe.Add(ref scratch, {ResetOffset(cell)})";
        writer.Write($"{UseStep(scope, cell.GateKernel, cell.GateRecurrentKernel, "Gates")}(ref Unsafe.Add(ref weights, {scope.Weights(cell.Gates).Offset}), {input}, {hidden}, ref scratch);");
        WriteReset(writer, scope, "ref scratch", hidden, reset, "1");
        writer.Write($"{UseStep(scope, cell.CandidateKernel, cell.CandidateRecurrentKernel, "Candidate")}(ref Unsafe.Add(ref weights, {scope.Weights(cell.Candidate).Offset}), {input}, {reset}, {candidate});")
            .Write($"{UseUpdate(scope)}(ref scratch, {candidate}, {hidden}, 1);");
    }

    public override void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        writer.Write($"ref float z = {scope.AtTimestep("gates", cell.GateWidth)};")
            .Write($"ref float n = {scope.AtTimestep("candidate", cell.PaddedUnits)};")
            .Write(scope.DeclareBefore(cell.Hidden));
        DeclareDerivatives(writer, scope);
    }

    public override void Gradient(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        string gradient = scope.Context.Kernels.Use(
            new GruCandidateGradientKernel(cell.Gates.Matrix.ColumnsOnly, cell.Activation, cell.RecurrentActivation, scope.Layer.ReturnSequences),
            $"Gru{cell.Units}CandidateGradient",
            "From the gradient of h to those of the pre-activations of z and of the candidate, and to the previous h's through z.");
        writer.Write($"{gradient}({scope.At("z", cell.GateWidth)}, {Derivatives(scope)}{scope.At("n", cell.PaddedUnits)}, {(cell.Activation.KeepsDerivative ? scope.At("dn", cell.PaddedUnits) + ", " : string.Empty)}{scope.Before(cell.Hidden)}, {scope.OutputGradientArgument}{scope.Gradient(cell.Hidden)}, {scope.Count});");
    }

    public override void ClearGradient(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        writer.Write($"RowOperations.Clear({scope.At("z", cell.GateWidth)}, {cell.GateWidth});")
            .Write($"RowOperations.Clear({scope.At("n", cell.PaddedUnits)}, {cell.PaddedUnits});")
            .Write("// Beside deltas of 0, what another batch left here would still be multiplied.")
            .Write($"RowOperations.Clear(ref Unsafe.Add(ref reset, (({scope.Timestep} * rows) + {scope.Row}) * {cell.PaddedUnits}), {cell.PaddedUnits});");
    }

    public override void RecurrentGradient(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        string reset = scope.Context.Kernels.Use(
            new GruResetGradientKernel(cell.Gates.Matrix.ColumnsOnly, cell.RecurrentActivation),
            $"Gru{cell.Units}ResetGradient",
            "From the gradient of r · h to that of r's pre-activation and to the previous h's.");
        CellDropoutCode.Write(
            writer,
            CellDropoutCode.Gradient(scope, cell.Dropout?.Hidden, cell.CandidateRecurrentKernel, CandidateGate, "ref n", "ref resetGradient", cell.PaddedUnits, accumulates: false, "1", ("ResetStateGradient", $"gradient of r · h = candidate · recurrent_kernelᵀ: [rows, {cell.PaddedUnits}] to [rows, {cell.Units}].")),
            new[] { $"{reset}(ref z, {Derivatives(scope)}{scope.Before(cell.Hidden)}, ref resetGradient, {scope.Gradient(cell.Hidden)}, {scope.Count});" },
            CellDropoutCode.Gradient(scope, cell.Dropout?.Hidden, cell.GateRecurrentKernel, 0, "ref z", scope.Gradient(cell.Hidden), cell.Hidden.Stride, accumulates: true, "1", ("StateGradient", $"gradient of the previous h += z and r · recurrent_kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.Units}].")));
    }

    public override void WeightGradients(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        writer.Write($"ref float gateMatrix = ref Unsafe.Add(ref gradient, {cell.Gates.Offset});")
            .Write($"ref float candidateMatrix = ref Unsafe.Add(ref gradient, {cell.Candidate.Offset});");
        CellDropoutCode.Write(
            writer,
            Outer(cell.Dropout?.Input, cell.GateKernel, 0, "ref input", cell.InputStride, "GateKernelGradient", "xᵀ · z and r"),
            Outer(cell.Dropout?.Input, cell.CandidateKernel, CandidateGate, "ref input", cell.InputStride, "CandidateKernelGradient", "xᵀ · candidate"),
            Outer(cell.Dropout?.Hidden, cell.GateRecurrentKernel, 0, scope.HiddenBeforeAll, cell.PaddedUnits, "GateRecurrentGradient", "hᵀ · z and r"),
            Outer(cell.Dropout?.Hidden, cell.CandidateRecurrentKernel, CandidateGate, "ref reset", cell.PaddedUnits, "CandidateRecurrentGradient", "(r · h)ᵀ · candidate"));
        if (cell.UseBias)
        {
            string gates = scope.Context.Kernels.Use(new BiasGradientKernel(cell.Gates.Matrix, cell.GateWidth), $"{scope.Layer.Identifier}GateBiasGradient", $"bias gradient of z and r [2 · {cell.Units}] += Σ over timesteps and rows.");
            string candidate = scope.Context.Kernels.Use(new BiasGradientKernel(cell.Candidate.Matrix, cell.PaddedUnits), $"{scope.Layer.Identifier}CandidateBiasGradient", $"bias gradient of the candidate [{cell.Units}] += Σ over timesteps and rows.");
            writer.Write($"{gates}(ref gateMatrix, ref gates, timesteps * rows);")
                .Write($"{candidate}(ref candidateMatrix, ref candidate, timesteps * rows);");
        }

        IEnumerable<string> Outer(DroppedVector? vector, KernelRows kernel, int firstGate, string read, int stride, string part, string product)
        {
            string values = firstGate == CandidateGate ? "candidate" : "gate";
            return CellDropoutCode.Outer(
                scope, vector, kernel, firstGate, $"ref {values}Matrix", read, stride, firstGate == CandidateGate ? "ref candidate" : "ref gates",
                (part, $"gradient [{kernel.Rows}, {kernel.Source.Matrix.Gates} · {kernel.Source.Matrix.Units}] += Σ over timesteps and rows of {product}."));
        }
    }

    public override IEnumerable<string> InputGradient(CellScope scope, string inputGradient, bool accumulates)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        return Product(cell.GateKernel, 0, "gates", accumulates).Concat(Product(cell.CandidateKernel, CandidateGate, "candidate", adds: true));

        IEnumerable<string> Product(KernelRows kernel, int firstGate, string kept, bool adds)
            => CellDropoutCode.Gradient(
                scope, cell.Dropout?.Input, kernel, firstGate, scope.Context.Training.Kept(cell, kept), inputGradient, scope.Layer.Input.GradientStride, adds, "timesteps",
                ($"InputGradient{(adds ? "Add" : string.Empty)}", $"input gradient {(adds ? "+=" : "=")} {kept} · kernelᵀ: [rows, {kernel.Source.Matrix.ResultWidth}] to [rows, {cell.InputWidth}]."));
    }

    private static GruResetBeforeCellPlan Cell(CellScope scope) => (GruResetBeforeCellPlan)scope.Cell;

    // Scratch: z and r of a block of timesteps, the candidate of the block, r · h of one timestep.
    private static int CandidateOffset(GruResetBeforeCellPlan cell) => cell.BlockRows * cell.GateWidth;

    private static int ResetOffset(GruResetBeforeCellPlan cell) => cell.BlockRows * (cell.GateWidth + cell.PaddedUnits);

    private static ChainStart RecurrentStart(GruResetBeforeCellPlan cell) => cell.SplitChain ? ChainStart.ZeroThenAdd : ChainStart.Result;

    /// <summary>Activates z and r, and multiplies h with r.</summary>
    private static void WriteReset(CodeWriter writer, CellScope scope, string gates, string hidden, string reset, string count)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        string multiply = cell.IsStandard
            ? scope.Context.Kernels.Use(new GruFusedResetKernel(cell.Gates.Matrix.ColumnsOnly, scope.Form, scope.Keeps), scope.Keeps ? $"Gru{cell.Units}ResetKeep" : $"Gru{cell.Units}Reset", "Sigmoid(r) · h.")
            : scope.Context.Kernels.Use(new GruResetKernel(cell.Gates.Matrix.ColumnsOnly), $"Gru{cell.Units}Reset", "r · h.");
        if (scope.Keeps && cell.RecurrentActivation.KeepsDerivative)
        {
            writer.Write($"{UseDerivative(scope, cell.RecurrentActivation, cell.GateWidth)}({gates}, ref d, {count});");
        }

        if (!cell.IsStandard && !cell.RecurrentActivation.IsLinear)
        {
            string activate = scope.Context.Kernels.Use(
                new ActivationKernel(cell.RecurrentActivation, scope.Form, cell.GateWidth),
                $"{cell.RecurrentActivation}{cell.GateWidth}",
                $"{cell.RecurrentActivation}, in place, over rows of {cell.GateWidth}.");
            writer.Write($"{activate}({gates}, {count});");
        }

        writer.Write($"{multiply}({gates}, {hidden}, {reset}, {count});");
    }

    /// <summary>Derivatives of activations whose values do not tell them.</summary>
    private static void DeclareDerivatives(CodeWriter writer, CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        if (scope.Keeps && cell.RecurrentActivation.KeepsDerivative)
        {
            writer.Write($"ref float d = {scope.AtTimestep("derivatives", cell.GateWidth)};");
        }

        if (scope.Keeps && cell.Activation.KeepsDerivative)
        {
            writer.Write($"ref float dn = {scope.AtTimestep("candidateDerivative", cell.PaddedUnits)};");
        }
    }

    /// <summary>The derivatives of z and r as one more argument, where they are kept.</summary>
    private static string Derivatives(CellScope scope)
        => Cell(scope).RecurrentActivation.KeepsDerivative ? scope.At("d", Cell(scope).GateWidth) + ", " : string.Empty;

    private static string UseDerivative(CellScope scope, ActivationFunction activation, int width)
        => scope.Context.Kernels.Use(new ActivationDerivativeKernel(activation, width), $"{activation}Derivative{width}", $"{activation}'(x), over rows of {width}.");

    private static string UseRows(CellScope scope, KernelRows kernel, string part, string read)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            new BlockProductKernel(scope.Weights(kernel.Source).Matrix, cell.Units, kernel.FirstRow, cell.PaddedUnits, kernel.Source.Matrix.ResultWidth, RecurrentStart(cell)),
            $"{scope.Layer.Identifier}Recurrent{part}Rows",
            $"[rows, {kernel.Source.Matrix.ResultWidth}] += {read} · recurrent_kernel, [rows, {cell.Units}].");
    }

    private static string UseRow(CellScope scope, KernelRows kernel, string part, string read)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            new RowProductKernel(scope.Weights(kernel.Source).Matrix, new EquatableArray<RowOperand>(new[] { new RowOperand("hidden", cell.Units, kernel.FirstRow, RecurrentStart(cell)) })),
            $"{scope.Layer.Identifier}Recurrent{part}Row",
            $"[{kernel.Source.Matrix.ResultWidth}] += {read} · recurrent_kernel for one row, [{cell.Units}].");
    }

    private static string UseStep(CellScope scope, KernelRows kernel, KernelRows recurrent, string part)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            new RowProductKernel(
                scope.Weights(kernel.Source).Matrix,
                new EquatableArray<RowOperand>(new[]
                {
                    new RowOperand("input", cell.InputWidth, kernel.FirstRow, ChainStart.Bias),
                    new RowOperand("hidden", cell.Units, recurrent.FirstRow, RecurrentStart(cell)),
                })),
            $"{scope.Layer.Identifier}{part}",
            $"bias + x · kernel + h · recurrent_kernel (r · h for the candidate): [{cell.InputWidth}] and [{cell.Units}] to [{kernel.Source.Matrix.ResultWidth}].");
    }

    private static string UseUpdate(CellScope scope)
    {
        GruResetBeforeCellPlan cell = Cell(scope);
        return scope.Context.Kernels.Use(
            cell.IsStandard ? new GruFusedResetBeforeUpdateKernel(cell.Gates.Matrix.ColumnsOnly, scope.Form, scope.Keeps) : new GruResetBeforeUpdateKernel(cell.Gates.Matrix.ColumnsOnly, cell.Activation, scope.Form, scope.Keeps),
            scope.Keeps ? $"Gru{cell.Units}BeforeUpdateKeep" : $"Gru{cell.Units}BeforeUpdate",
            (cell.IsStandard ? "z = Sigmoid(z); h = z · h + (1 − z) · Tanh(n)" : $"h = z · h + (1 − z) · {cell.Activation}(n)") + (scope.Keeps ? ", keeping z and n for the backward pass." : ", in place."));
    }
}
