using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>LSTM at inference, in one direction or two: whole sequences and single steps.</summary>
internal sealed class LstmEmitter : LayerEmitter
{
    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var lstm = (LstmPlan)layer;
        writer.Write($"// {Describe.Flow(layer)}");
        foreach (LstmCellPlan cell in lstm.Cells)
        {
            string name = context.Kernels.AddDriver($"Predict{cell.Identifier}", (w, n) => WriteSequence(w, n, context, lstm, cell));
            writer.Write($"{name}(ref Unsafe.Add(ref weights, {cell.WeightsOffset}), ref scratch, {input}, {context.Inference.Output(layer)}, {context.Inference.Hidden(cell)}, {context.Inference.Cell(cell)}, timesteps, rows, kinds, lengths, ragged);");
        }

        ReverseKinds(writer, context, lstm);
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        LstmCellPlan cell = ((LstmPlan)layer).Forward;
        var gates = new RowProductKernel(
            cell.Weights,
            new EquatableArray<RowOperand>(new[]
            {
                new RowOperand("input", cell.InputWidth, cell.KernelRow, ChainStart.Bias),
                new RowOperand("hidden", cell.Units, cell.RecurrentRow, cell.SplitChain ? ChainStart.ZeroThenAdd : ChainStart.Result),
            }));
        string product = context.Kernels.Use(gates, $"{layer.Identifier}Gates", $"bias + x · kernel + h · recurrent_kernel: [{cell.InputWidth}] and [{cell.Units}] to the gates [4 · {cell.PaddedUnits}].");
        string activate = UseGateActivations(context, layer, cell);
        string update = UseUpdate(context, layer, cell);
        bool masked = context.Network.MaskZero;
        writer.Write($"// {layer.Name}");
        if (masked)
        {
            writer.Open("if (active)");
        }

        writer.Write($"{product}(ref Unsafe.Add(ref weights, {cell.WeightsOffset}), {input}, ref Unsafe.Add(ref state, {cell.StateOffset}), ref scratch);")
            .Write($"{activate}(ref scratch, 1);")
            .Write($"{update}(ref scratch, ref Unsafe.Add(ref state, {cell.CellStateOffset}), ref Unsafe.Add(ref state, {cell.StateOffset}), 1);");
        if (masked)
        {
            writer.Close();
        }

        return $"ref Unsafe.Add(ref state, {cell.StateOffset})";
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var lstm = (LstmPlan)layer;
        writer.Write($"// {Describe.Flow(layer)}");
        foreach (LstmCellPlan cell in lstm.Cells)
        {
            string name = context.Kernels.AddDriver($"Forward{cell.Identifier}", (w, n) => LstmTraining.WriteForward(w, n, context, lstm, cell));
            writer.Write($"{name}(ref weights, ref arena, {input}, capacity, timesteps, rows, kinds, lengths, ragged);");
        }

        ReverseKinds(writer, context, lstm);
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        var lstm = (LstmPlan)layer;
        writer.Write($"// {layer.Name}");
        ReverseKinds(writer, context, lstm);
        bool first = true;
        foreach (LstmCellPlan cell in lstm.Cells)
        {
            bool accumulates = !first;
            string name = context.Kernels.AddDriver($"Backward{cell.Identifier}", (w, n) => LstmTraining.WriteBackward(w, n, context, lstm, cell));
            writer.Write($"{name}(ref transposed, ref gradient, ref arena, {input}, capacity, timesteps, rows, kinds, lengths, ragged);");
            if (inputGradient is not null)
            {
                string call = LstmTraining.InputGradientCall(context, lstm, cell, inputGradient, accumulates);
                InputGradient.Guard(writer, layer, call);
            }

            first = false;
        }
    }

    public override void Transpose(CodeWriter writer, EmitContext context, LayerPlan layer)
    {
        foreach (LstmCellPlan cell in ((LstmPlan)layer).Cells)
        {
            TransposeCode.Write(writer, cell.Weights, cell.WeightsOffset, cell.KernelRow, cell.InputWidth, context.Transposed.At(cell));
            TransposeCode.Write(writer, cell.Weights, cell.WeightsOffset, cell.RecurrentRow, cell.Units, context.Transposed.At(cell, recurrent: true));
        }
    }

    /// <summary>bias + x · kernel for several rows: timesteps of one sequence or rows of a batch.</summary>
    public static string UseProjection(EmitContext context, LayerPlan layer, LstmCellPlan cell) => context.Kernels.Use(
        new BlockProductKernel(cell.Weights, cell.InputWidth, cell.KernelRow, cell.InputStride, cell.GateWidth, ChainStart.Bias),
        $"{layer.Identifier}Project",
        $"bias + x · kernel: [rows, {cell.InputWidth}] to the gates [rows, 4 · {cell.PaddedUnits}].");

    /// <summary>gates += h · recurrent_kernel for the rows of a batch.</summary>
    public static string UseRecurrence(EmitContext context, LayerPlan layer, LstmCellPlan cell) => context.Kernels.Use(
        new BlockProductKernel(cell.Weights, cell.Units, cell.RecurrentRow, cell.PaddedUnits, cell.GateWidth, RecurrentStart(cell)),
        $"{layer.Identifier}RecurrentRows",
        $"gates [rows, 4 · {cell.PaddedUnits}] += h · recurrent_kernel, h [rows, {cell.Units}].");

    /// <summary>The gates' activations, in place.</summary>
    public static string UseGateActivations(EmitContext context, LayerPlan layer, LstmCellPlan cell) => context.Kernels.Use(
        new LstmGateKernel(cell.Weights, cell.Activation, cell.RecurrentActivation),
        $"{layer.Identifier}Activate",
        $"i, f, o = {cell.RecurrentActivation}, g = {cell.Activation}, in place.");

    /// <summary>Where a row's output goes: in time order, or in processing order for a layer that goes backwards.</summary>
    public static string OutputRow(LstmPlan layer)
        => layer.GoBackwards ? "((lengths[r] - 1 - t) * rows) + r" : "(t * rows) + r";

    /// <summary>The statement that writes one row of h to the layer's output <paramref name="destination"/>.</summary>
    public static string Emit(LstmPlan layer, LstmCellPlan cell, string source, string destination)
    {
        bool second = ReferenceEquals(cell, layer.Backward);
        string offset = second && layer.Merge == MergeMode.Concat ? $" + {cell.Units}" : string.Empty;
        string method = !second ? "Copy" : layer.Merge switch
        {
            MergeMode.Sum => "Add",
            MergeMode.Mul => "Multiply",
            MergeMode.Ave => "Average",
            _ => "Copy",
        };
        return $"RowOperations.{method}({source}, ref Unsafe.Add(ref output, ({destination}) * {layer.Output.Stride}{offset}), {cell.Units});";
    }

    /// <summary>A statement that clears a row's output beyond its length, or null where another direction has done it.</summary>
    public static string? EmitBeyond(LstmPlan layer, LstmCellPlan cell)
        => ReferenceEquals(cell, layer.Backward) ? null : $"RowOperations.Clear(ref Unsafe.Add(ref output, ((t * rows) + r) * {layer.Output.Stride}), {layer.Output.Stride});";

    private static ChainStart RecurrentStart(LstmCellPlan cell) => cell.SplitChain ? ChainStart.ZeroThenAdd : ChainStart.Result;

    private static string UseUpdate(EmitContext context, LayerPlan layer, LstmCellPlan cell) => context.Kernels.Use(
        new LstmUpdateKernel(cell.Weights, cell.Activation, KeepsActivations: false),
        $"{layer.Identifier}Update",
        $"c = f · c + i · g; h = o · {cell.Activation}(c), in place.");

    /// <summary>After a layer that goes backwards, masks are in processing order too.</summary>
    private static void ReverseKinds(CodeWriter writer, EmitContext context, LstmPlan layer)
    {
        if (layer.GoBackwards && layer.ReturnSequences && context.Network.MaskZero)
        {
            writer.Open("if (ragged)").Write("RowSchedule.Reverse(lengths, kinds);").Close();
        }
    }

    /// <summary>The method that runs one direction over a block of rows.</summary>
    private static void WriteSequence(CodeWriter writer, string name, EmitContext context, LstmPlan layer, LstmCellPlan cell)
    {
        string project = UseProjection(context, layer, cell);
        string recurRow = context.Kernels.Use(
            new RowProductKernel(cell.Weights, new EquatableArray<RowOperand>(new[] { new RowOperand("hidden", cell.Units, cell.RecurrentRow, RecurrentStart(cell)) })),
            $"{layer.Identifier}RecurrentRow",
            $"gates [4 · {cell.PaddedUnits}] += h · recurrent_kernel for one row, h [{cell.Units}].");
        string recurRows = UseRecurrence(context, layer, cell);
        string activate = UseGateActivations(context, layer, cell);
        string update = UseUpdate(context, layer, cell);
        int units = cell.PaddedUnits;

        writer.Write($"/// <summary>{cell.Prefix}, {(cell.Reverse ? "from each row's last timestep to its first" : "from the first timestep on")}. State: hidden and cell, [rows, {units}].</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float gates, ref float input, ref float output, ref float hidden, ref float cell, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)")
            .Write("// The input's share of the gates is one matrix product for a block of timesteps.")
            .Write($"int block = Math.Max(1, {NetworkPlan.RowsPerBlock} / rows);")
            .Open("for (int done = 0; done < timesteps; done += block)")
            .Write("int count = Math.Min(block, timesteps - done);")
            .Write($"int first = {(cell.Reverse ? "timesteps - done - count" : "done")};")
            .Write($"{project}(ref weights, ref Unsafe.Add(ref input, first * rows * {cell.InputStride}), ref gates, count * rows);")
            .Open("for (int step = 0; step < count; step++)")
            .Write($"int t = first + {(cell.Reverse ? "count - 1 - step" : "step")};")
            .Write($"ref float z = ref Unsafe.Add(ref gates, (t - first) * rows * {cell.GateWidth});")
            .Open("if (rows == 1)")
            .Write($"{recurRow}(ref weights, ref hidden, ref z);")
            .Close()
            .Open("else")
            .Write($"{recurRows}(ref weights, ref hidden, ref z, rows);")
            .Close()
            .Line()
            .Open("if (!ragged)")
            .Write($"{activate}(ref z, rows);")
            .Write($"{update}(ref z, ref cell, ref hidden, rows);");
        if (layer.ReturnSequences)
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Write(Emit(layer, cell, $"ref Unsafe.Add(ref hidden, r * {units})", OutputRow(layer)))
                .Close();
        }

        writer.Write("continue;")
            .Close()
            .Line()
            .Open("for (int r = 0; r < rows; r++)")
            .Write("byte kind = kinds[(t * rows) + r];")
            .Open("if (kind == (byte)TimestepKind.Active)")
            .Write($"{activate}(ref Unsafe.Add(ref z, r * {cell.GateWidth}), 1);")
            .Write($"{update}(ref Unsafe.Add(ref z, r * {cell.GateWidth}), ref Unsafe.Add(ref cell, r * {units}), ref Unsafe.Add(ref hidden, r * {units}), 1);")
            .Close();
        if (layer.ReturnSequences)
        {
            writer.Line()
                .Open("if (kind != (byte)TimestepKind.Beyond)")
                .Write("// A masked timestep repeats the held state.")
                .Write(Emit(layer, cell, $"ref Unsafe.Add(ref hidden, r * {units})", OutputRow(layer)))
                .Close();
            if (EmitBeyond(layer, cell) is { } clear)
            {
                writer.Open("else").Write(clear).Close();
            }
        }

        writer.Close().Close().Close();
        if (!layer.ReturnSequences)
        {
            writer.Line()
                .Open("for (int r = 0; r < rows; r++)")
                .Write(Emit(layer, cell, $"ref Unsafe.Add(ref hidden, r * {units})", "r"))
                .Close();
        }

        writer.Close();
    }
}
