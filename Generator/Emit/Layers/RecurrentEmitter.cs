using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>A recurrent layer of any kind of cell, in one direction or two.</summary>
internal sealed class RecurrentEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer)
    {
        var recurrent = (RecurrentPlan)layer;
        string title = CellEmitters.For(recurrent.Forward).Title;
        return recurrent.Backward is null ? title : $"bidirectional {title}, {recurrent.Merge.ToString().ToLowerInvariant()}";
    }

    public override string Description(LayerPlan layer)
    {
        var recurrent = (RecurrentPlan)layer;
        string description = CellEmitters.For(recurrent.Forward).Description(recurrent);
        return recurrent.Backward is null ? description : $"new BidirectionalDescription(\"{layer.Name}\", global::ModelGen.MergeMode.{recurrent.Merge}, {description})";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        writer.Write($"// {Describe.Flow(layer)}");
        foreach (CellPlan cell in recurrent.Cells)
        {
            string name = context.Kernels.AddDriver($"Predict{cell.Identifier}", (w, n) => RecurrentInference.Write(w, n, context, recurrent, cell));
            string states = string.Empty;
            foreach (StatePlan state in cell.States)
            {
                states += context.Inference.State(state) + ", ";
            }

            writer.Write($"{name}(ref weights, ref scratch, {input}, {context.Inference.Output(layer)}, {states}timesteps, rows, kinds, lengths, ragged);");
        }

        ReverseKinds(writer, context, recurrent);
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        CellPlan cell = recurrent.Forward;
        bool masked = context.Network.MaskZero;
        writer.Write($"// {layer.Name}");
        if (masked)
        {
            writer.Open("if (active)");
        }

        CellEmitters.For(cell).Step(writer, new CellScope(context, recurrent, cell, Keeps: false), input);
        if (masked)
        {
            writer.Close();
        }

        return $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        CellPlan cell = recurrent.Forward;
        string name = context.Kernels.AddDriver($"StepRows{cell.Identifier}", (w, n) => RecurrentInference.WriteStepRows(w, n, context, recurrent, cell));
        string states = string.Empty;
        foreach (StatePlan state in cell.States)
        {
            states += context.Crowd.State(state) + ", ";
        }

        writer.Write($"{name}(ref weights, ref scratch, {input}, {states}rows{(context.Network.MaskZero ? ", ref ids, masked" : string.Empty)});");
        return context.Crowd.State(cell.Hidden);
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        writer.Write($"// {Describe.Flow(layer)}");
        foreach (CellPlan cell in recurrent.Cells)
        {
            string name = context.Kernels.AddDriver($"Forward{cell.Identifier}", (w, n) => RecurrentTraining.WriteForward(w, n, context, recurrent, cell));
            writer.Write($"{name}(ref weights, ref arena, {input}, capacity, timesteps, rows, kinds, lengths, ragged);");
        }

        ReverseKinds(writer, context, recurrent);
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        var recurrent = (RecurrentPlan)layer;
        writer.Write($"// {layer.Name}");
        ReverseKinds(writer, context, recurrent);
        bool accumulates = false;
        foreach (CellPlan cell in recurrent.Cells)
        {
            string name = context.Kernels.AddDriver($"Backward{cell.Identifier}", (w, n) => RecurrentTraining.WriteBackward(w, n, context, recurrent, cell));
            writer.Write($"{name}(ref transposed, ref gradient, ref arena, {input}, capacity, timesteps, rows, kinds, lengths, ragged);");
            if (inputGradient is not null)
            {
                var scope = new CellScope(context, recurrent, cell, Keeps: true);
                InputGradient.Guard(writer, layer, CellEmitters.For(cell).InputGradient(scope, inputGradient, accumulates));
            }

            accumulates = true;
        }
    }

    /// <summary>After a layer that goes backwards, masks are in processing order too.</summary>
    private static void ReverseKinds(CodeWriter writer, EmitContext context, RecurrentPlan layer)
    {
        if (layer.GoBackwards && layer.ReturnSequences && context.Network.MaskZero)
        {
            writer.Open("if (ragged)").Write("RowSchedule.Reverse(lengths, kinds);").Close();
        }
    }
}

/// <summary>Statements that write one direction's h to the layer's output.</summary>
internal static class RecurrentOutput
{
    /// <summary>Where a row's output goes: in time order, or in processing order for a layer that goes backwards.</summary>
    public static string Row(RecurrentPlan layer)
        => layer.GoBackwards ? "((lengths[r] - 1 - t) * rows) + r" : "(t * rows) + r";

    /// <summary>The statement that writes one row of h to the layer's output <paramref name="destination"/>.</summary>
    public static string Write(RecurrentPlan layer, CellPlan cell, string source, string destination)
    {
        bool second = ReferenceEquals(cell, layer.Backward);
        string method = !second ? "Copy" : layer.Merge switch
        {
            MergeMode.Sum => "Add",
            MergeMode.Mul => "Multiply",
            MergeMode.Ave => "Average",
            _ => "Copy",
        };
        return $"RowOperations.{method}({source}, ref Unsafe.Add(ref output, ({destination}) * {layer.Output.Stride}{Column(layer, cell)}), {cell.Hidden.Length});";
    }

    /// <summary>What to add to a row of outputs to come to this direction's part.</summary>
    public static string Column(RecurrentPlan layer, CellPlan cell)
        => ReferenceEquals(cell, layer.Backward) && layer.Merge == MergeMode.Concat ? $" + {layer.Forward.Hidden.Length}" : string.Empty;

    /// <summary>Writes the output of row r at timestep t, if the layer returns sequences. In scope: <c>kind</c>.</summary>
    /// <param name="hidden">h of row r, which at a masked timestep is the held one.</param>
    public static void WriteTimestep(CodeWriter writer, RecurrentPlan layer, CellPlan cell, string hidden)
    {
        if (!layer.ReturnSequences)
        {
            return;
        }

        writer.Line()
            .Open("if (kind != (byte)TimestepKind.Beyond)")
            .Write("// A masked timestep repeats the held state.")
            .Write(Write(layer, cell, hidden, Row(layer)))
            .Close();
        if (!ReferenceEquals(cell, layer.Backward))
        {
            writer.Open("else")
                .Write($"RowOperations.Clear(ref Unsafe.Add(ref output, ((t * rows) + r) * {layer.Output.Stride}), {layer.Output.Stride});")
                .Close();
        }
    }

    /// <summary>Writes the last output of every row, if the layer returns only that.</summary>
    /// <param name="hidden">h of row r after the sequence.</param>
    public static void WriteLast(CodeWriter writer, RecurrentPlan layer, CellPlan cell, string hidden)
    {
        if (!layer.ReturnSequences)
        {
            writer.Line()
                .Open("for (int r = 0; r < rows; r++)")
                .Write(Write(layer, cell, hidden, "r"))
                .Close();
        }
    }
}
