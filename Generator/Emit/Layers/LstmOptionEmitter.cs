using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// The update of an LSTM cell with peepholes, a clip or coupled gates, and its gradient, in TensorFlow 1's order: i, f and g look at the
/// previous c; the new c is clipped; o looks at it.
/// </summary>
internal static class LstmOptionEmitter
{
    /// <summary>From the pre-activations <paramref name="z"/> and <paramref name="before"/>, c, to <paramref name="after"/> and <paramref name="hidden"/>.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="scope">Where they stand.</param>
    /// <param name="matrix">Ref expression of the packed weights.</param>
    /// <param name="z">Ref expression of the gates.</param>
    /// <param name="before">Ref expression of the previous c.</param>
    /// <param name="after">Ref expression of the new c; at inference that of the previous one.</param>
    /// <param name="hidden">Ref expression of the new h.</param>
    /// <param name="count">Number of rows.</param>
    public static void Update(CodeWriter writer, CellScope scope, string matrix, string z, string before, string after, string hidden, string count)
    {
        var cell = (LstmCellPlan)scope.Cell;
        PackedMatrix columns = cell.Weights.Matrix.ColumnsOnly;
        KernelLibrary kernels = scope.Context.Kernels;
        string name = $"Lstm{cell.Units}";
        LstmGateGroup first = cell.Peepholes is null ? LstmGateGroup.All : LstmGateGroup.BeforeCell;
        if (cell.Peepholes is not null)
        {
            string peepholes = kernels.Use(new LstmPeepholeKernel(columns, first, cell.Coupled), $"{name}Peepholes", "i and f look at the previous c through their peepholes.");
            writer.Write($"{peepholes}({Peepholes(scope, matrix)}, {z}, {before}, {count});");
        }

        LstmNormalizationEmitter.Gates(writer, scope, matrix, z, count);
        Activate(writer, scope, first, z, count);
        string newCell = LstmNormalizationEmitter.NewCell(scope, after);
        string state = kernels.Use(
            new LstmCellStateKernel(columns, cell.Coupled, cell.Clip, scope.Keeps, scope.Keeps && cell.DropsCandidate),
            $"{name}CellState{(scope.Keeps ? "Keep" : string.Empty)}",
            $"c = {(cell.Coupled ? "(1 − i)" : "f")} · c + i · g{(cell.Clip is null ? string.Empty : ", clipped")}.");
        writer.Write(scope.Keeps ? $"{state}({z}, {before}, {LstmEmitter.CandidateFactors(scope)}{newCell}, {count});" : $"{state}({z}, {after}, {count});");
        LstmNormalizationEmitter.Cell(writer, scope, matrix, newCell, after, count);
        if (cell.Peepholes is not null)
        {
            string peephole = kernels.Use(new LstmPeepholeKernel(columns, LstmGateGroup.Output, cell.Coupled), $"{name}OutputPeephole", "o looks at the new c.");
            writer.Write($"{peephole}({Peepholes(scope, matrix)}, {z}, {after}, {count});");
            Activate(writer, scope, LstmGateGroup.Output, z, count);
        }

        string output = kernels.Use(
            new LstmOutputKernel(columns, cell.OutputActivation, scope.Form, scope.Keeps),
            $"{name}Output{(scope.Keeps ? "Keep" : string.Empty)}",
            $"h = o · {cell.OutputActivation}(c).");
        string activated = scope.Keeps ? scope.At("a", cell.PaddedUnits) + ", " : string.Empty;
        writer.Write($"{output}({z}, {after}, {activated}{hidden}, {count});");
    }

    /// <summary>The gradients of the scope's rows at timestep t.</summary>
    public static void Gradient(CodeWriter writer, CellScope scope)
    {
        var cell = (LstmCellPlan)scope.Cell;
        PackedMatrix columns = cell.Weights.Matrix.ColumnsOnly;
        bool peepholes = cell.Peepholes is not null;
        string first = peepholes ? "ref peepholes, " : string.Empty;
        string z = scope.At("z", cell.GateWidth);
        string outputDerivatives = cell.RecurrentActivation.KeepsDerivative ? scope.At("d", cell.GateWidth) + ", " : string.Empty;
        string inputDerivatives = cell.KeepsDerivatives ? scope.At("d", cell.GateWidth) + ", " : string.Empty;
        string activatedDerivative = cell.OutputActivation.KeepsDerivative ? scope.At("da", cell.PaddedUnits) + ", " : string.Empty;
        string clipped = cell.Clip is null ? string.Empty : scope.After(cell.CellState) + ", ";
        string output = scope.Context.Kernels.Use(
            new LstmOutputGradientKernel(columns, cell.OutputActivation, cell.RecurrentActivation, peepholes, cell.Clip, scope.Layer.ReturnSequences && cell.Projection is null),
            $"Lstm{cell.Units}OutputGradient",
            "From the gradients of h and c to those of o's pre-activation and of c before its clip.");
        string input = scope.Context.Kernels.Use(
            new LstmInputGradientKernel(columns, cell.Activation, cell.RecurrentActivation, peepholes, cell.Coupled, cell.DropsCandidate),
            $"Lstm{cell.Units}InputGradient",
            "From the gradient of c to those of the other pre-activations and of the previous c.");
        writer.Write($"{output}({first}{z}, {outputDerivatives}{clipped}{scope.At("a", cell.PaddedUnits)}, {activatedDerivative}{LstmProjectionEmitter.OutputGradient(scope)}, {scope.Gradient(cell.CellState)}, {scope.Count});");
        LstmNormalizationEmitter.CellGradient(writer, scope);
        writer.Write($"{input}({first}{z}, {inputDerivatives}{scope.Before(cell.CellState)}, {LstmEmitter.CandidateFactors(scope)}{scope.Gradient(cell.CellState)}, {scope.Count});");
        LstmNormalizationEmitter.GateGradient(writer, scope);
    }

    /// <summary>The peepholes' gradient, from all timesteps. In scope: <c>gradient, gates</c>.</summary>
    public static void WeightGradients(CodeWriter writer, CellScope scope)
    {
        var cell = (LstmCellPlan)scope.Cell;
        if (cell.Peepholes is not { } peepholes)
        {
            return;
        }

        string kernel = scope.Context.Kernels.Use(
            new LstmPeepholeGradientKernel(cell.Weights.Matrix.ColumnsOnly, cell.Coupled),
            $"Lstm{cell.Units}PeepholeGradient",
            $"peephole gradient [3, {cell.Units}] += Σ over timesteps and rows of gates · c.");
        StatePlan state = cell.CellState;
        string later = $"ref Unsafe.Add(ref {state.Variable}, rows * {state.Stride})";
        (string previous, string next) = cell.Reverse ? (later, $"ref {state.Variable}") : ($"ref {state.Variable}", later);
        writer.Write($"{kernel}(ref Unsafe.Add(ref gradient, {peepholes.Offset}), ref gates, {previous}, {next}, timesteps * rows);");
    }

    /// <summary>The peepholes as this pass reads them. In scope: <c>weights</c>.</summary>
    private static string Peepholes(CellScope scope, string weights)
        => $"ref Unsafe.Add({weights}, {scope.Weights(((LstmCellPlan)scope.Cell).Peepholes!).Offset})";

    /// <summary>The activations of a group of gates in place, and before that their derivatives where training keeps them.</summary>
    private static void Activate(CodeWriter writer, CellScope scope, LstmGateGroup group, string z, string count)
    {
        var cell = (LstmCellPlan)scope.Cell;
        PackedMatrix columns = cell.Weights.Matrix.ColumnsOnly;
        string suffix = group == LstmGateGroup.All ? string.Empty : group.ToString();
        if (scope.Keeps && (group == LstmGateGroup.Output ? cell.RecurrentActivation.KeepsDerivative : cell.KeepsDerivatives))
        {
            string derivatives = scope.Context.Kernels.Use(
                new LstmGateDerivativeKernel(columns, cell.Activation, cell.RecurrentActivation, group),
                $"Lstm{cell.Units}Derivatives{suffix}",
                $"The derivatives of {cell.RecurrentActivation} and {cell.Activation} at the gates, for the backward pass.");
            writer.Write($"{derivatives}({z}, {scope.At("d", cell.GateWidth)}, {count});");
        }

        string activate = scope.Context.Kernels.Use(
            new LstmGateKernel(columns, cell.Activation, cell.RecurrentActivation, scope.Form, group),
            $"Lstm{cell.Units}Activate{suffix}",
            group == LstmGateGroup.Output ? $"o = {cell.RecurrentActivation}, in place." : $"i, f{(group == LstmGateGroup.All ? ", o" : string.Empty)} = {cell.RecurrentActivation}, g = {cell.Activation}, in place.");
        writer.Write($"{activate}({z}, {count});");
    }
}
