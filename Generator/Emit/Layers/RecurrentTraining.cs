using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// A recurrent layer in training: the forward pass keeps every timestep, the backward pass walks them from the last one
/// computed to the first and then sums the weights' gradients over all of them.
/// </summary>
/// <remarks>
/// States have one slot more than there are timesteps. A direction that goes forward reads slot t and writes slot t + 1; one
/// that goes backwards reads slot t + 1 and writes slot t, and starts from slot T. Either way the state before every
/// timestep is in one run of T slots, which the recurrent kernel's gradient reads as one matrix.
/// </remarks>
internal static class RecurrentTraining
{
    public static void WriteForward(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        CellEmitter emitter = CellEmitters.For(cell);
        var scope = new CellScope(context, layer, cell, Keeps: true);
        writer.Write($"/// <summary>{cell.Prefix}: forward, keeping gates and states of every timestep.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float arena, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged{CellDropoutCode.Extra(cell).Parameters})")
            .Write($"ref float output = {context.Training.Output(layer)};");
        DeclareKept(writer, context, cell);
        emitter.Declare(writer, scope);
        CellDropoutCode.DrawTimesteps(writer, context, layer, cell);
        CellDropoutCode.Draw(writer, context, layer, cell);
        writer.Line();
        WriteInitialStates(writer, cell);
        emitter.Project(writer, scope, "ref input", "timesteps * rows");
        writer.Open("for (int step = 0; step < timesteps; step++)")
            .Write(cell.Reverse ? "int t = timesteps - 1 - step;" : "int t = step;");
        WriteForwardTimestep(writer, scope);
        RecurrentOutput.WriteTimestep(writer, layer, cell, scope.OneRow.After(cell.Hidden), merges: true);
        writer.Close().Close();
        RecurrentOutput.WriteLast(writer, layer, cell, FinalHidden(cell, "ref " + cell.Hidden.Variable), merges: true);
        writer.Close();
    }

    /// <summary>A direction that goes backwards finds its initial state behind the last timestep.</summary>
    public static void WriteInitialStates(CodeWriter writer, CellPlan cell)
    {
        if (!cell.Reverse)
        {
            return;
        }

        writer.Write("// The initial state waits in slot 0; this direction starts behind the last timestep.")
            .Open("if (timesteps > 0)");
        foreach (StatePlan state in cell.States)
        {
            writer.Write($"RowOperations.Copy(ref {state.Variable}, ref Unsafe.Add(ref {state.Variable}, timesteps * rows * {state.Stride}), rows * {state.Stride});");
        }

        writer.Close().Line();
    }

    /// <summary>The states after timestep t, up to where a row's are known: the loop over the rows is left open, with <c>kind</c> in scope.</summary>
    public static void WriteForwardTimestep(CodeWriter writer, CellScope scope)
    {
        CellPlan cell = scope.Cell;
        CellEmitter emitter = CellEmitters.For(cell);
        CellScope leading = scope with { Leading = true };
        foreach (StatePlan state in cell.States)
        {
            writer.Write(scope.DeclareBefore(state)).Write(scope.DeclareAfter(state));
        }

        CountActive(writer);
        emitter.Recur(writer, leading);
        writer.Open("if (dense)");
        emitter.Update(writer, leading);
        writer.Close()
            .Line()
            .Open("for (int r = 0; r < rows; r++)")
            .Write("byte kind = ragged ? kinds[(t * rows) + r] : (byte)TimestepKind.Active;")
            .Open("if (kind != (byte)TimestepKind.Active)");
        foreach (StatePlan state in cell.States)
        {
            writer.Write($"RowOperations.Copy({scope.OneRow.Before(state)}, {scope.OneRow.After(state)}, {state.Stride});");
        }

        writer.Close().Open("else if (!dense)");
        emitter.Update(writer, scope.OneRow);
        writer.Close();
    }

    public static void WriteBackward(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        CellEmitter emitter = CellEmitters.For(cell);
        var scope = new CellScope(context, layer, cell, Keeps: true);
        writer.Write($"/// <summary>{cell.Prefix}: back-propagation through time, then the weights' gradients.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float transposed, ref float gradient, ref float arena, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)");
        StartBackward(writer, scope);
        writer.Open("for (int step = 0; step < timesteps; step++)")
            .Write(cell.Reverse ? "int t = step;" : "int t = timesteps - 1 - step;");
        WriteBackwardTimestep(writer, scope);
        writer.Close().Line();
        emitter.WeightGradients(writer, scope);
        writer.Close();
    }

    /// <summary>Locals of the backward pass, and the gradients from which it starts.</summary>
    public static void StartBackward(CodeWriter writer, CellScope scope)
    {
        (EmitContext context, RecurrentPlan layer, CellPlan cell) = (scope.Context, scope.Layer, scope.Cell);
        TrainingBuffers buffers = context.Training;
        StatePlan hidden = cell.Hidden;
        bool own = TrainingBuffers.OwnsOutputGradient(layer);
        DeclareKept(writer, context, cell);
        foreach ((string workspace, int _) in cell.Workspace)
        {
            writer.Write($"ref float {workspace} = {buffers.Kept(cell, workspace)};");
        }

        writer.Write($"ref float outputGradients = {(own ? buffers.DirectionGradient(cell) : buffers.OutputGradient(layer))};");
        foreach (StatePlan state in cell.States)
        {
            writer.Write($"ref float {CellScope.GradientName(state)} = {buffers.Gradient(state)};");
        }

        writer.Line();
        if (own)
        {
            WriteDirectionGradient(writer, context, layer, cell);
        }

        if (context.Network.HasExternalLoss && !layer.ReturnSequences)
        {
            // The states' gradients wait in their place.
            writer.Write($"RowOperations.Add(ref outputGradients, ref {CellScope.GradientName(hidden)}, rows * {hidden.Stride});");
        }

        foreach (StatePlan state in cell.States.Where(_ => !context.Network.HasExternalLoss))
        {
            writer.Write(layer.ReturnSequences || state != hidden
                ? $"RowOperations.Clear(ref {CellScope.GradientName(state)}, rows * {state.Stride});"
                : $"RowOperations.Copy(ref outputGradients, ref {CellScope.GradientName(state)}, rows * {state.Stride});");
        }
    }

    /// <summary>From the gradients of the states after timestep t to those of the pre-activations and of the states before it.</summary>
    public static void WriteBackwardTimestep(CodeWriter writer, CellScope scope)
    {
        (RecurrentPlan layer, CellPlan cell) = (scope.Layer, scope.Cell);
        CellEmitter emitter = CellEmitters.For(cell);
        CellScope leading = scope with { Leading = true };
        StatePlan hidden = cell.Hidden;
        emitter.DeclareTimestep(writer, scope);
        if (layer.ReturnSequences)
        {
            writer.Write($"ref float outputGradient = ref Unsafe.Add(ref outputGradients, t * rows * {hidden.Stride});");
        }

        CountActive(writer);
        writer.Open("if (dense)");
        emitter.Gradient(writer, leading);
        writer.Close()
            .Line()
            .Open("for (int r = 0; ragged && r < rows; r++)")
            .Write("byte kind = kinds[(t * rows) + r];")
            .Open("if (kind == (byte)TimestepKind.Active)")
            .Open("if (!dense)");
        emitter.Gradient(writer, scope.OneRow);
        writer.Close()
            .Write("continue;")
            .Close()
            .Line()
            .Write("// The state was held: its gradients pass on unchanged.");
        emitter.ClearGradient(writer, scope.OneRow);
        if (layer.ReturnSequences && !layer.ZeroOutputForMask)
        {
            writer.Open("if (kind == (byte)TimestepKind.Masked)")
                .Write($"RowOperations.Add({scope.OneRow.At("outputGradient", hidden.Stride)}, {scope.OneRow.Gradient(hidden)}, {hidden.Stride});")
                .Close();
        }

        writer.Close().Line();
        emitter.RecurrentGradient(writer, leading);
    }

    /// <summary>Declares how many rows timestep t is computed for, and whether all of them are active.</summary>
    private static void CountActive(CodeWriter writer)
        => writer.Write("int active = rows;")
            .Write("bool dense = !ragged || RowSchedule.AreDense(kinds, t, rows, out active);");

    /// <summary>What was kept, under its names; states from timestep <paramref name="first"/> on.</summary>
    public static void DeclareKept(CodeWriter writer, EmitContext context, CellPlan cell, string? first = null)
    {
        foreach ((string name, int _) in cell.Kept)
        {
            writer.Write($"ref float {name} = {context.Training.Kept(cell, name)};");
        }

        foreach (StatePlan state in cell.States)
        {
            string history = context.Training.History(state);
            writer.Write($"ref float {state.Variable} = {(first is null ? history : $"ref Unsafe.Add({history}, {first} * rows * {state.Stride})")};");
        }
    }

    /// <summary>The direction's share of the layer's output gradient, per timestep in time order.</summary>
    private static void WriteDirectionGradient(CodeWriter writer, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        StatePlan hidden = cell.Hidden;
        string offset = RecurrentOutput.Column(layer, cell);
        writer.Write("// This direction's share of the output's gradient.")
            .Write($"ref float merged = {context.Training.OutputGradient(layer)};");
        if (layer.ReturnSequences)
        {
            writer.Open("for (int t = 0; t < timesteps; t++)")
                .Open("for (int r = 0; r < rows; r++)")
                .Open("if (ragged && kinds[(t * rows) + r] == (byte)TimestepKind.Beyond)")
                .Write("continue;")
                .Close()
                .Line()
                .Write($"ref float source = ref Unsafe.Add(ref merged, ({RecurrentOutput.Row(layer)}) * {layer.Output.GradientStride}{offset});")
                .Write($"ref float share = ref Unsafe.Add(ref outputGradients, ((t * rows) + r) * {hidden.Stride});");
        }
        else
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Write($"ref float source = ref Unsafe.Add(ref merged, r * {layer.Output.GradientStride}{offset});")
                .Write($"ref float share = ref Unsafe.Add(ref outputGradients, r * {hidden.Stride});");
        }

        switch (layer.Backward is null ? MergeMode.Concat : layer.Merge)
        {
            case MergeMode.Ave:
                writer.Write($"RowOperations.Scale(ref source, ref share, {hidden.Length}, 0.5f);");
                break;
            case MergeMode.Mul:
                CellPlan other = ReferenceEquals(cell, layer.Backward) ? layer.Forward : layer.Backward!;
                string history = context.Training.History(other.Hidden);
                string factor = layer.ReturnSequences
                    ? $"ref Unsafe.Add({history}, (({(other.Reverse ? "t" : "(t + 1)")} * rows) + r) * {other.Hidden.Stride})"
                    : FinalHidden(other, history);
                writer.Write($"RowOperations.Product(ref source, {factor}, ref share, {hidden.Length});");
                break;
            default:
                writer.Write($"RowOperations.Copy(ref source, ref share, {hidden.Length});");
                break;
        }

        writer.Close();
        if (layer.ReturnSequences)
        {
            writer.Close();
        }

        writer.Line();
    }

    /// <summary>h of row r after the whole sequence.</summary>
    public static string FinalHidden(CellPlan cell, string history)
        => cell.Reverse
            ? $"ref Unsafe.Add({history}, r * {cell.Hidden.Stride})"
            : $"ref Unsafe.Add({history}, ((timesteps * rows) + r) * {cell.Hidden.Stride})";
}
