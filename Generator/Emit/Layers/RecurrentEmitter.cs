using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>A recurrent layer of any kind of cell, in one direction or two.</summary>
internal sealed class RecurrentEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer)
    {
        var recurrent = (RecurrentPlan)layer;
        string title = CellEmitters.For(recurrent.Forward).Title;
        if (recurrent.HasOwnBackward)
        {
            title += $" and {CellEmitters.For(recurrent.Backward!).Title}";
        }

        return recurrent.Backward is null ? title : $"bidirectional {title}, {(recurrent.Merge == MergeMode.None ? "not merged" : recurrent.Merge.ToString().ToLowerInvariant())}";
    }

    public override string Description(LayerPlan layer)
    {
        var recurrent = (RecurrentPlan)layer;
        string description = CellEmitters.For(recurrent.Forward).Description(recurrent) + Options(recurrent);
        return recurrent.Backward is null ? description : $"new BidirectionalDescription(\"{layer.Name}\", global::ModelGen.MergeMode.{recurrent.Merge}, {description}){OwnBackward(recurrent)}";
    }

    /// <summary>The description of the backward direction, where it has options of its own.</summary>
    private static string OwnBackward(RecurrentPlan layer)
    {
        if (!layer.HasOwnBackward)
        {
            return string.Empty;
        }

        RecurrentPlan alone = layer with { Forward = layer.Backward!, Backward = null, Clip = layer.BackwardClip };
        return $" {{ Backward = {CellEmitters.For(alone.Forward).Description(alone)}{Options(alone)} }}";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        writer.Write($"// {Describe.Flow(layer)}");
        string[] names = recurrent.Cells
            .Select(cell => context.Kernels.AddDriver($"Predict{cell.Identifier}", (w, n) => RecurrentInference.Write(w, n, context, recurrent, cell)))
            .ToArray();
        string forward = Call(context, recurrent, recurrent.Forward, names[0], "ref scratch", input);
        if (recurrent.Backward is null)
        {
            writer.Write(forward);
        }
        else
        {
            string directions = context.Kernels.AddDriver($"Run{layer.Identifier}", (w, n) => WriteDirection(w, n, context, recurrent, names));
            writer.Open("if (InferenceThreads.AreWorth(threads, timesteps, rows))")
                .Write($"threads.RunDirections({directions}, ref weights, ref scratch, {input}, capacity, timesteps, rows, kinds, lengths, ragged);")
                .Close()
                .Open("else")
                .Write(forward)
                .Write(Call(context, recurrent, recurrent.Backward, names[1], "ref scratch", input))
                .Close();
            if (InferenceBuffers.Merges(recurrent))
            {
                writer.Open($"for (int i = 0; i < {(recurrent.ReturnSequences ? "timesteps * " : string.Empty)}rows; i++)")
                    .Write($"RowOperations.{RecurrentOutput.Merge(recurrent)}(ref Unsafe.Add({context.Inference.Second}, i * {layer.Output.Stride}), ref Unsafe.Add({context.Inference.Output(layer)}, i * {layer.Output.Stride}), {layer.Output.Width});")
                    .Close();
            }
        }

        ReverseKinds(writer, context, recurrent);
    }

    /// <summary>The method that runs one of two directions, on any thread. The second has pre-activations of its own.</summary>
    private static void WriteDirection(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, string[] names)
    {
        writer.Write($"/// <summary>{layer.Name}: one direction, at the same time as the other.</summary>")
            .Open($"private static void {name}(DirectionCall call, int direction)")
            .Write("ref float weights = ref call.Weights;")
            .Write("ref float scratch = ref call.Scratch;")
            .Write("int capacity = call.Capacity;")
            .Write("int timesteps = call.Timesteps;")
            .Write("int rows = call.Rows;")
            .Write("ReadOnlySpan<byte> kinds = call.Kinds;")
            .Write("ReadOnlySpan<int> lengths = call.Lengths;")
            .Write("bool ragged = call.Ragged;")
            .Open("if (direction == 0)")
            .Write(Call(context, layer, layer.Forward, names[0], "ref scratch", "ref call.Input"))
            .Close()
            .Open("else")
            .Write(Call(context, layer, layer.Backward!, names[1], context.Inference.SecondScratch, "ref call.Input"))
            .Close().Close();
    }

    /// <summary>The statement that runs one direction over whole sequences.</summary>
    private static string Call(EmitContext context, RecurrentPlan layer, CellPlan cell, string name, string scratch, string input)
    {
        string output = ReferenceEquals(cell, layer.Backward) && InferenceBuffers.Merges(layer) ? context.Inference.Second : context.Inference.Output(layer);
        string states = string.Empty;
        foreach (StatePlan state in cell.States)
        {
            states += context.Inference.State(state) + ", ";
        }

        return $"{name}(ref weights, {scratch}, {input}, {output}, {states}timesteps, rows, kinds, lengths, ragged);";
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        CellPlan cell = recurrent.Forward;
        bool masked = context.Network.HasMask;
        writer.Write($"// {layer.Name}");
        if (masked)
        {
            writer.Open("if (active)");
        }

        CellEmitters.For(cell).Step(writer, new CellScope(context, recurrent, cell, Keeps: false), input);
        string hidden = $"ref Unsafe.Add(ref state, {cell.Hidden.Offset})";
        bool zeros = ZeroesOutput(context, recurrent);
        string output = zeros ? context.Inference.Output(layer) : hidden;
        if (zeros)
        {
            writer.Write($"RowOperations.Copy({hidden}, {output}, {layer.Output.Stride});")
                .Close()
                .Open("else")
                .Write($"RowOperations.Clear({output}, {layer.Output.Stride});");
        }

        if (masked)
        {
            writer.Close();
        }

        return output;
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

        writer.Write($"{name}(ref weights, ref scratch, {input}, {states}rows{(context.Network.HasMask ? $", ref {MaskCode.RowsName(context.Network)}, masked" : string.Empty)});");
        if (!ZeroesOutput(context, recurrent))
        {
            return context.Crowd.State(cell.Hidden);
        }

        string output = context.Crowd.Output(layer);
        writer.Open("for (int r = 0; r < rows; r++)")
            .Open($"if ({MaskCode.RowIsActive(context.Network, MaskCode.RowsName(context.Network))})")
            .Write($"RowOperations.Copy(ref Unsafe.Add({context.Crowd.State(cell.Hidden)}, r * {cell.Hidden.Stride}), ref Unsafe.Add({output}, r * {layer.Output.Stride}), {layer.Output.Stride});")
            .Close()
            .Open("else")
            .Write($"RowOperations.Clear(ref Unsafe.Add({output}, r * {layer.Output.Stride}), {layer.Output.Stride});")
            .Close()
            .Close();
        return output;
    }

    /// <summary>The options of any cell, as a change of its description.</summary>
    private static string Options(RecurrentPlan layer)
    {
        CellDropoutPlan? dropout = layer.Forward.Dropout;
        var options = new List<string>();
        if (layer.ZeroOutputForMask)
        {
            options.Add("ZeroOutputForMask = true");
        }

        if (layer.Clip is { } clip)
        {
            options.Add($"Clip = {DescriptionEmitter.Real(clip)}");
        }

        if (dropout?.Input is { } input)
        {
            options.Add($"Dropout = {DescriptionEmitter.Real(input.Rate)}");
        }

        if (dropout?.Hidden is { } hidden)
        {
            options.Add($"RecurrentDropout = {DescriptionEmitter.Real(hidden.Rate)}");
        }

        return options.Count == 0 ? string.Empty : $" with {{ {string.Join(", ", options)} }}";
    }

    /// <summary>A step's output is not the state that it leaves: masked timesteps, which the model has, return 0.</summary>
    private static bool ZeroesOutput(EmitContext context, RecurrentPlan layer) => layer.ZeroOutputForMask && context.Network.HasMask;

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var recurrent = (RecurrentPlan)layer;
        bool recomputes = context.Network.Declaration.RecomputeActivations;
        writer.Write($"// {Describe.Flow(layer)}");
        foreach (CellPlan cell in recurrent.Cells)
        {
            string name = context.Kernels.AddDriver($"Forward{cell.Identifier}", (w, n) =>
            {
                if (recomputes)
                {
                    RecurrentRecomputation.WriteForward(w, n, context, recurrent, cell);
                }
                else
                {
                    RecurrentTraining.WriteForward(w, n, context, recurrent, cell);
                }
            });
            writer.Write($"{name}(ref weights, ref arena, {input}, capacity, timesteps, rows, kinds, lengths, ragged{CellDropoutCode.Extra(cell).Arguments});");
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
            if (context.Network.Declaration.RecomputeActivations)
            {
                bool second = accumulates;
                string recomputing = context.Kernels.AddDriver($"Backward{cell.Identifier}", (w, n) => RecurrentRecomputation.WriteBackward(w, n, context, recurrent, cell, inputGradient is not null, second));
                writer.Write(RecurrentRecomputation.CallBackward(recomputing, recurrent, cell, input, inputGradient));
                accumulates = true;
                continue;
            }

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
        if (layer.GoBackwards && layer.ReturnSequences && context.Network.HasMask)
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

    /// <summary>The operation that merges the backward direction's outputs into the forward one's.</summary>
    public static string Merge(RecurrentPlan layer) => layer.Merge switch
    {
        MergeMode.Sum => "Add",
        MergeMode.Mul => "Multiply",
        MergeMode.Ave => "Average",
        _ => "Copy",
    };

    /// <summary>The statement that writes one row of h to the layer's output <paramref name="destination"/>.</summary>
    /// <param name="merges">The second direction merges its output with the first one's, rather than write it elsewhere.</param>
    public static string Write(RecurrentPlan layer, CellPlan cell, string source, string destination, bool merges)
    {
        string method = merges && ReferenceEquals(cell, layer.Backward) ? Merge(layer) : "Copy";
        return $"RowOperations.{method}({source}, ref Unsafe.Add(ref output, ({destination}) * {layer.Output.Stride}{Column(layer, cell)}), {cell.Hidden.Length});";
    }

    /// <summary>What to add to a row of outputs to come to this direction's part.</summary>
    public static string Column(RecurrentPlan layer, CellPlan cell)
        => ReferenceEquals(cell, layer.Backward) && layer.IsSideBySide ? $" + {layer.Forward.Hidden.Length}" : string.Empty;

    /// <summary>Writes the output of row r at timestep t, if the layer returns sequences. In scope: <c>kind</c>.</summary>
    /// <param name="hidden">h of row r, which at a masked timestep is the held one.</param>
    /// <param name="merges">See <see cref="Write"/>.</param>
    public static void WriteTimestep(CodeWriter writer, RecurrentPlan layer, CellPlan cell, string hidden, bool merges)
    {
        if (!layer.ReturnSequences)
        {
            return;
        }

        bool clears = !ReferenceEquals(cell, layer.Backward) || (!merges && InferenceBuffers.Merges(layer));
        if (layer.ZeroOutputForMask)
        {
            writer.Line()
                .Open("if (kind == (byte)TimestepKind.Active)")
                .Write(Write(layer, cell, hidden, Row(layer), merges))
                .Close();
            if (clears)
            {
                writer.Open("else")
                    .Write("// A masked timestep's output is 0.")
                    .Write($"int cleared = kind == (byte)TimestepKind.Masked ? {Row(layer)} : (t * rows) + r;")
                    .Write($"RowOperations.Clear(ref Unsafe.Add(ref output, cleared * {layer.Output.Stride}), {layer.Output.Stride});")
                    .Close();
            }

            return;
        }

        writer.Line()
            .Open("if (kind != (byte)TimestepKind.Beyond)")
            .Write("// A masked timestep repeats the held state.")
            .Write(Write(layer, cell, hidden, Row(layer), merges))
            .Close();
        if (clears)
        {
            writer.Open("else")
                .Write($"RowOperations.Clear(ref Unsafe.Add(ref output, ((t * rows) + r) * {layer.Output.Stride}), {layer.Output.Stride});")
                .Close();
        }
    }

    /// <summary>Writes the last output of every row, if the layer returns only that.</summary>
    /// <param name="hidden">h of row r after the sequence.</param>
    /// <param name="merges">See <see cref="Write"/>.</param>
    public static void WriteLast(CodeWriter writer, RecurrentPlan layer, CellPlan cell, string hidden, bool merges)
    {
        if (!layer.ReturnSequences)
        {
            writer.Line()
                .Open("for (int r = 0; r < rows; r++)")
                .Write(Write(layer, cell, hidden, "r", merges))
                .Close();
        }
    }
}
