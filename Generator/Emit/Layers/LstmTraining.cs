using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// LSTM in training. States are kept in slots: slot t is the state before timestep t and slot t + 1 the one after it, or
/// the other way round in a direction that reads backwards.
/// </summary>
internal static class LstmTraining
{
    public static void WriteForward(CodeWriter writer, string name, EmitContext context, LstmPlan layer, LstmCellPlan cell)
    {
        TrainingBuffers buffers = context.Training;
        string project = LstmEmitter.UseProjection(context, layer, cell);
        string recur = LstmEmitter.UseRecurrence(context, layer, cell);
        string keep = context.Kernels.Use(
            new LstmUpdateKernel(cell.Weights, cell.Activation, KeepsActivations: true),
            $"{layer.Identifier}UpdateKeep",
            $"c = f · previous c + i · g; h = o · {cell.Activation}(c), keeping all of them for the backward pass.");
        string activate = LstmEmitter.UseGateActivations(context, layer, cell);
        int units = cell.PaddedUnits;
        writer.Write($"/// <summary>{cell.Prefix}: forward, keeping gates and states of every timestep.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float arena, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)")
            .Write($"ref float matrix = ref Unsafe.Add(ref weights, {cell.WeightsOffset});")
            .Write($"ref float output = {buffers.Output(layer)};")
            .Write($"ref float gates = {buffers.Of(cell, "gates")};")
            .Write($"ref float hidden = {buffers.Of(cell, "hidden")};")
            .Write($"ref float cells = {buffers.Of(cell, "cells")};")
            .Write($"ref float activated = {buffers.Of(cell, "activated")};")
            .Line();
        if (cell.Reverse)
        {
            writer.Write("// The initial state waits in slot 0; this direction starts behind the last timestep.")
                .Open("if (timesteps > 0)")
                .Write($"RowOperations.Copy(ref hidden, ref Unsafe.Add(ref hidden, timesteps * rows * {units}), rows * {units});")
                .Write($"RowOperations.Copy(ref cells, ref Unsafe.Add(ref cells, timesteps * rows * {units}), rows * {units});")
                .Close()
                .Line();
        }

        writer.Write($"{project}(ref matrix, ref input, ref gates, timesteps * rows);")
            .Open("for (int step = 0; step < timesteps; step++)")
            .Write(cell.Reverse ? "int t = timesteps - 1 - step;" : "int t = step;")
            .Write($"int before = {(cell.Reverse ? "(t + 1)" : "t")} * rows * {units};")
            .Write($"int after = {(cell.Reverse ? "t" : "(t + 1)")} * rows * {units};")
            .Write($"ref float z = ref Unsafe.Add(ref gates, t * rows * {cell.GateWidth});")
            .Write($"ref float a = ref Unsafe.Add(ref activated, t * rows * {units});")
            .Write($"{recur}(ref matrix, ref Unsafe.Add(ref hidden, before), ref z, rows);")
            .Open("if (!ragged)")
            .Write($"{activate}(ref z, rows);")
            .Write($"{keep}(ref z, ref Unsafe.Add(ref cells, before), ref Unsafe.Add(ref cells, after), ref a, ref Unsafe.Add(ref hidden, after), rows);")
            .Close()
            .Line()
            .Open("for (int r = 0; r < rows; r++)")
            .Write("byte kind = ragged ? kinds[(t * rows) + r] : (byte)TimestepKind.Active;")
            .Write($"int row = r * {units};")
            .Open("if (kind != (byte)TimestepKind.Active)")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref hidden, before + row), ref Unsafe.Add(ref hidden, after + row), {units});")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref cells, before + row), ref Unsafe.Add(ref cells, after + row), {units});")
            .Close()
            .Open("else if (ragged)")
            .Write($"{activate}(ref Unsafe.Add(ref z, r * {cell.GateWidth}), 1);")
            .Write($"{keep}(ref Unsafe.Add(ref z, r * {cell.GateWidth}), ref Unsafe.Add(ref cells, before + row), ref Unsafe.Add(ref cells, after + row), ref Unsafe.Add(ref a, row), ref Unsafe.Add(ref hidden, after + row), 1);")
            .Close();
        if (layer.ReturnSequences)
        {
            writer.Line()
                .Open("if (kind != (byte)TimestepKind.Beyond)")
                .Write(LstmEmitter.Emit(layer, cell, "ref Unsafe.Add(ref hidden, after + row)", LstmEmitter.OutputRow(layer)))
                .Close();
            if (LstmEmitter.EmitBeyond(layer, cell) is { } clear)
            {
                writer.Open("else").Write(clear).Close();
            }
        }

        writer.Close().Close();
        if (!layer.ReturnSequences)
        {
            writer.Line()
                .Open("for (int r = 0; r < rows; r++)")
                .Write(LstmEmitter.Emit(layer, cell, FinalHidden(cell, "hidden"), "r"))
                .Close();
        }

        writer.Close();
    }

    public static void WriteBackward(CodeWriter writer, string name, EmitContext context, LstmPlan layer, LstmCellPlan cell)
    {
        TrainingBuffers buffers = context.Training;
        int units = cell.PaddedUnits;
        int width = cell.GateWidth;
        bool own = TrainingBuffers.OwnsOutputGradient(layer);
        string cellGradient = context.Kernels.Use(
            new LstmCellGradientKernel(cell.Weights, cell.Activation, cell.RecurrentActivation, layer.ReturnSequences),
            $"{layer.Identifier}CellGradient",
            "From the gradients of h and c to those of the gates' pre-activations and of the previous c.");
        string stateProduct = context.Kernels.Use(
            new BlockProductKernel(TransposedWeights.RecurrentKernel(cell), width, FirstRow: 0, width, units, ChainStart.Zero),
            $"{layer.Identifier}StateGradient",
            $"gradient of the previous h = gates · recurrent_kernelᵀ: [rows, {width}] to [rows, {cell.Units}].");
        string kernelGradient = context.Kernels.Use(
            new OuterProductKernel(cell.Weights, cell.InputWidth, cell.KernelRow, cell.InputStride, width),
            $"{layer.Identifier}KernelGradient",
            $"kernel gradient [{cell.InputWidth}, 4 · {cell.Units}] += Σ over timesteps and rows of xᵀ · gates.");
        string recurrentGradient = context.Kernels.Use(
            new OuterProductKernel(cell.Weights, cell.Units, cell.RecurrentRow, units, width),
            $"{layer.Identifier}RecurrentGradient",
            $"recurrent kernel gradient [{cell.Units}, 4 · {cell.Units}] += Σ over timesteps and rows of hᵀ · gates.");

        writer.Write($"/// <summary>{cell.Prefix}: back-propagation through time, then the weights' gradients.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float transposed, ref float gradient, ref float arena, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)")
            .Write($"ref float gates = {buffers.Of(cell, "gates")};")
            .Write($"ref float hidden = {buffers.Of(cell, "hidden")};")
            .Write($"ref float cells = {buffers.Of(cell, "cells")};")
            .Write($"ref float activated = {buffers.Of(cell, "activated")};")
            .Write($"ref float outputs = {(own ? buffers.Of(cell, "directionGradient") : buffers.OutputGradient(layer))};")
            .Write($"ref float dh = {buffers.Of(cell, "hiddenGradient")};")
            .Write($"ref float dc = {buffers.Of(cell, "cellGradient")};")
            .Write($"ref float next = {buffers.Of(cell, "heldGradient")};")
            .Line();
        if (own)
        {
            WriteDirectionGradient(writer, context, layer, cell);
        }

        writer.Write($"RowOperations.Clear(ref dc, rows * {units});")
            .Write(layer.ReturnSequences
                ? $"RowOperations.Clear(ref dh, rows * {units});"
                : $"RowOperations.Copy(ref outputs, ref dh, rows * {units});");

        string outputAll = layer.ReturnSequences ? "ref dy, " : string.Empty;
        string outputRow = layer.ReturnSequences ? "ref Unsafe.Add(ref dy, row), " : string.Empty;
        writer.Open("for (int step = 0; step < timesteps; step++)")
            .Write(cell.Reverse ? "int t = step;" : "int t = timesteps - 1 - step;")
            .Write($"ref float z = ref Unsafe.Add(ref gates, t * rows * {width});")
            .Write($"ref float before = ref Unsafe.Add(ref cells, {(cell.Reverse ? "(t + 1)" : "t")} * rows * {units});")
            .Write($"ref float a = ref Unsafe.Add(ref activated, t * rows * {units});");
        if (layer.ReturnSequences)
        {
            writer.Write($"ref float dy = ref Unsafe.Add(ref outputs, t * rows * {units});");
        }

        writer.Open("if (!ragged)")
            .Write($"{cellGradient}(ref z, ref before, ref a, {outputAll}ref dh, ref dc, rows);")
            .Write($"{stateProduct}({context.Transposed.At(cell, recurrent: true)}, ref z, ref dh, rows);")
            .Write("continue;")
            .Close()
            .Line()
            .Open("for (int r = 0; r < rows; r++)")
            .Write("byte kind = kinds[(t * rows) + r];")
            .Write($"int row = r * {units};")
            .Open("if (kind == (byte)TimestepKind.Active)")
            .Write($"{cellGradient}(ref Unsafe.Add(ref z, r * {width}), ref Unsafe.Add(ref before, row), ref Unsafe.Add(ref a, row), {outputRow}ref Unsafe.Add(ref dh, row), ref Unsafe.Add(ref dc, row), 1);")
            .Write("continue;")
            .Close()
            .Line()
            .Write("// The state was held: its gradients pass on unchanged.")
            .Write($"RowOperations.Clear(ref Unsafe.Add(ref z, r * {width}), {width});");
        if (layer.ReturnSequences)
        {
            writer.Open("if (kind == (byte)TimestepKind.Masked)")
                .Write($"RowOperations.Add(ref Unsafe.Add(ref dy, row), ref Unsafe.Add(ref dh, row), {units});")
                .Close();
        }

        writer.Close()
            .Line()
            .Write($"{stateProduct}({context.Transposed.At(cell, recurrent: true)}, ref z, ref next, rows);")
            .Open("for (int r = 0; r < rows; r++)")
            .Open("if (kinds[(t * rows) + r] == (byte)TimestepKind.Active)")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref next, r * {units}), ref Unsafe.Add(ref dh, r * {units}), {units});")
            .Close().Close().Close()
            .Line()
            .Write($"ref float matrix = ref Unsafe.Add(ref gradient, {cell.WeightsOffset});")
            .Write($"{kernelGradient}(ref matrix, ref input, ref gates, timesteps * rows);")
            .Write($"{recurrentGradient}(ref matrix, {(cell.Reverse ? $"ref Unsafe.Add(ref hidden, rows * {units})" : "ref hidden")}, ref gates, timesteps * rows);");
        if (cell.UseBias)
        {
            string bias = context.Kernels.Use(new BiasGradientKernel(cell.Weights, width), $"{layer.Identifier}BiasGradient", $"bias gradient [4 · {cell.Units}] += Σ over timesteps and rows of gates.");
            writer.Write($"{bias}(ref matrix, ref gates, timesteps * rows);");
        }

        writer.Close();
    }

    /// <summary>input gradient = gates · kernelᵀ for all timesteps; a second direction adds to the first one's.</summary>
    public static string InputGradientCall(EmitContext context, LstmPlan layer, LstmCellPlan cell, string inputGradient, bool accumulates)
    {
        var kernel = new BlockProductKernel(
            TransposedWeights.Kernel(cell), cell.GateWidth, FirstRow: 0, cell.GateWidth, layer.Input.GradientStride, accumulates ? ChainStart.Result : ChainStart.Zero);
        string name = context.Kernels.Use(
            kernel,
            $"{layer.Identifier}InputGradient{(accumulates ? "Add" : string.Empty)}",
            $"input gradient {(accumulates ? "+=" : "=")} gates · kernelᵀ: [rows, {cell.GateWidth}] to [rows, {cell.InputWidth}].");
        return $"{name}({context.Transposed.At(cell)}, {context.Training.Of(cell, "gates")}, {inputGradient}, timesteps * rows);";
    }

    /// <summary>The direction's share of the layer's output gradient, per timestep in time order.</summary>
    private static void WriteDirectionGradient(CodeWriter writer, EmitContext context, LstmPlan layer, LstmCellPlan cell)
    {
        int units = cell.PaddedUnits;
        bool second = ReferenceEquals(cell, layer.Backward);
        string offset = second && layer.Merge == MergeMode.Concat ? $" + {cell.Units}" : string.Empty;
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
                .Write($"ref float source = ref Unsafe.Add(ref merged, ({LstmEmitter.OutputRow(layer)}) * {layer.Output.GradientStride}{offset});")
                .Write($"ref float share = ref Unsafe.Add(ref outputs, ((t * rows) + r) * {units});");
        }
        else
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Write($"ref float source = ref Unsafe.Add(ref merged, r * {layer.Output.GradientStride}{offset});")
                .Write($"ref float share = ref Unsafe.Add(ref outputs, r * {units});");
        }

        switch (layer.Backward is null ? MergeMode.Concat : layer.Merge)
        {
            case MergeMode.Ave:
                writer.Write($"RowOperations.Scale(ref source, ref share, {cell.Units}, 0.5f);");
                break;
            case MergeMode.Mul:
                LstmCellPlan other = second ? layer.Forward : layer.Backward!;
                string factor = layer.ReturnSequences
                    ? $"ref Unsafe.Add({context.Training.Of(other, "hidden")}, (({(other.Reverse ? "t" : "(t + 1)")} * rows) + r) * {units})"
                    : FinalHidden(other, context.Training.Of(other, "hidden"));
                writer.Write($"RowOperations.Product(ref source, {factor}, ref share, {cell.Units});");
                break;
            default:
                writer.Write($"RowOperations.Copy(ref source, ref share, {cell.Units});");
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
    private static string FinalHidden(LstmCellPlan cell, string hidden)
    {
        string reference = hidden.StartsWith("ref ", System.StringComparison.Ordinal) ? hidden : "ref " + hidden;
        return cell.Reverse
            ? $"ref Unsafe.Add({reference}, r * {cell.PaddedUnits})"
            : $"ref Unsafe.Add({reference}, ((timesteps * rows) + r) * {cell.PaddedUnits})";
    }
}
