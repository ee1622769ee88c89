using System.Collections.Generic;
using System.Linq;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// A recurrent layer in training that keeps its states of all timesteps, but the rest of a block of timesteps only: the backward pass takes
/// block by block, the last one computed first, and begins each by running it forward once more from the state before it.
/// </summary>
internal static class RecurrentRecomputation
{
    public static void WriteForward(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        (string parameters, string arguments) = CellDropoutCode.Extra(cell);
        string block = Block(context, layer, cell);
        writer.Write($"/// <summary>{cell.Prefix}: forward, block by block, keeping the states of every timestep.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float arena, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged{parameters})");
        foreach (StatePlan state in cell.States.Where(s => cell.Reverse || (s == cell.Hidden && !layer.ReturnSequences)))
        {
            writer.Write($"ref float {state.Variable} = {context.Training.History(state)};");
        }

        CellDropoutCode.Draw(writer, context, layer, cell);
        RecurrentTraining.WriteInitialStates(writer, cell);
        OpenBlocks(writer, context, layer, fromTheEnd: cell.Reverse)
            .Write($"{block}(ref weights, ref arena, {Input(cell)}, capacity, first, count, rows, kinds, lengths, ragged, returnsOutput: true{arguments});")
            .Close();
        if (!layer.ReturnSequences)
        {
            writer.Line().Write($"ref float output = {context.Training.Output(layer)};");
            RecurrentOutput.WriteLast(writer, layer, cell, RecurrentTraining.FinalHidden(cell, "ref " + cell.Hidden.Variable), merges: true);
        }

        writer.Close();
    }

    /// <param name="writer">Receives the method.</param>
    /// <param name="name">Its name.</param>
    /// <param name="context">The model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="cell">The direction.</param>
    /// <param name="givesInputGradient">The layer's input has a gradient.</param>
    /// <param name="accumulates">The other direction has written the input's gradient already.</param>
    public static void WriteBackward(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell, bool givesInputGradient, bool accumulates)
    {
        var scope = new CellScope(context, layer, cell, Keeps: true);
        (string parameters, string arguments) = CellDropoutCode.Extra(cell);
        (string gradientParameters, string gradientArguments) = InputGradientOf(layer, givesInputGradient);
        string block = Block(context, layer, cell);
        string sum = context.Kernels.AddDriver($"Sum{cell.Identifier}", (w, n) => WriteSums(w, n, scope, gradientParameters, accumulates));
        writer.Write($"/// <summary>{cell.Prefix}: back-propagation through time and the weights' gradients, block by block.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float transposed, ref float gradient, ref float arena, ref float input, {gradientParameters}int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged{parameters})");
        RecurrentTraining.StartBackward(writer, scope);
        OpenBlocks(writer, context, layer, fromTheEnd: !cell.Reverse)
            .Write($"{block}(ref weights, ref arena, {Input(cell)}, capacity, first, count, rows, kinds, lengths, ragged, returnsOutput: false{arguments});")
            .Open("for (int step = 0; step < count; step++)")
            .Write(cell.Reverse ? "int t = first + step;" : "int t = first + count - 1 - step;");
        RecurrentTraining.WriteBackwardTimestep(writer, scope);
        writer.Close().Line()
            .Write($"{sum}(ref transposed, ref gradient, ref arena, {Input(cell)}, {gradientArguments}capacity, first, count, rows);")
            .Close().Close();
    }

    /// <summary>The statement that runs the backward pass of one direction.</summary>
    public static string CallBackward(string name, RecurrentPlan layer, CellPlan cell, string input, string? inputGradient)
    {
        string gradient = inputGradient is null ? string.Empty : $"{inputGradient}, {(layer.ReadsOnlyInput ? "wantsInputGradient, " : string.Empty)}";
        return $"{name}(ref weights, ref transposed, ref gradient, ref arena, {input}, {gradient}capacity, timesteps, rows, kinds, lengths, ragged{CellDropoutCode.Extra(cell).Arguments});";
    }

    /// <summary>The method that runs one block of timesteps forward.</summary>
    private static string Block(EmitContext context, RecurrentPlan layer, CellPlan cell)
        => context.Kernels.AddSharedDriver(cell, $"Forward{cell.Identifier}Block", (w, n) => WriteBlock(w, n, new CellScope(context, layer, cell, Keeps: true)));

    private static void WriteBlock(CodeWriter writer, string name, CellScope scope)
    {
        (EmitContext context, RecurrentPlan layer, CellPlan cell) = (scope.Context, scope.Layer, scope.Cell);
        CellEmitter emitter = CellEmitters.For(cell);
        writer.Write($"/// <summary>{cell.Prefix}: <c>timesteps</c> timesteps forward from <c>first</c> on, keeping their gates. <c>input</c> is that of the first of them.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float arena, ref float input, int capacity, int first, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged, bool returnsOutput{CellDropoutCode.Extra(cell).Parameters})")
            .Write($"ref float output = {context.Training.Output(layer)};");
        RecurrentTraining.DeclareKept(writer, context, cell);
        emitter.Declare(writer, scope);
        CellDropoutCode.DrawTimesteps(writer, context, layer, cell, "first");
        emitter.Project(writer, scope, "ref input", "timesteps * rows");
        writer.Open("for (int step = 0; step < timesteps; step++)")
            .Write(cell.Reverse ? "int t = first + timesteps - 1 - step;" : "int t = first + step;");
        RecurrentTraining.WriteForwardTimestep(writer, scope);
        if (layer.ReturnSequences)
        {
            writer.Line().Open("if (returnsOutput)");
            RecurrentOutput.WriteTimestep(writer, layer, cell, scope.OneRow.After(cell.Hidden), merges: true);
            writer.Close();
        }

        writer.Close().Close().Close();
    }

    /// <summary>The method that adds one block's share to the weights' gradients, and computes its input's.</summary>
    private static void WriteSums(CodeWriter writer, string name, CellScope scope, string gradientParameters, bool accumulates)
    {
        (EmitContext context, RecurrentPlan layer, CellPlan cell) = (scope.Context, scope.Layer, scope.Cell);
        writer.Write($"/// <summary>{cell.Prefix}: gradients of the weights{(gradientParameters.Length == 0 ? string.Empty : " and of the input")} from <c>timesteps</c> timesteps from <c>first</c> on. <c>input</c> is that of the first of them.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float transposed, ref float gradient, ref float arena, ref float input, {gradientParameters}int capacity, int first, int timesteps, int rows)");
        RecurrentTraining.DeclareKept(writer, context, cell, first: "first");
        CellEmitters.For(cell).WeightGradients(writer, scope);
        if (gradientParameters.Length != 0)
        {
            InputGradient.Guard(writer, layer, CellEmitters.For(cell).InputGradient(scope, "ref inputGradient", accumulates));
        }

        writer.Close();
    }

    /// <summary>The loop over blocks, with <c>first</c> and <c>count</c> in scope.</summary>
    private static CodeWriter OpenBlocks(CodeWriter writer, EmitContext context, RecurrentPlan layer, bool fromTheEnd)
    {
        int block = context.Network.KeptTimestepsOf(layer);
        return writer.Line()
            .Open($"for (int done = 0; done < timesteps; done += {block})")
            .Write($"int count = Math.Min({block}, timesteps - done);")
            .Write($"int first = {(fromTheEnd ? "timesteps - done - count" : "done")};");
    }

    private static string Input(CellPlan cell) => $"ref Unsafe.Add(ref input, first * rows * {cell.InputStride})";

    /// <summary>Parameters and arguments with where the input's gradient goes, or nothing.</summary>
    private static (string Parameters, string Arguments) InputGradientOf(RecurrentPlan layer, bool given)
        => !given ? (string.Empty, string.Empty)
            : layer.ReadsOnlyInput ? ("ref float inputGradient, bool wantsInputGradient, ", $"ref Unsafe.Add(ref inputGradient, first * rows * {layer.Input.GradientStride}), wantsInputGradient, ")
            : ("ref float inputGradient, ", $"ref Unsafe.Add(ref inputGradient, first * rows * {layer.Input.GradientStride}), ");
}
