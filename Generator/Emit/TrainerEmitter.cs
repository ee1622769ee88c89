using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes the nested trainer: staging of a shard's rows, and the calls of the tier's passes.</summary>
internal static class TrainerEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        var context = new EmitContext(network, new KernelLibrary());
        string loss = Loss(network);
        string type = network.InputType;
        int outputTimesteps = network.Output.IsSequence ? network.OutputTimesteps ?? network.MaxTimesteps : 1;
        writer.Write($$"""
            /// <summary>Trains the weights of {{network.Name}}. A training step allocates nothing; the number of threads does not change a bit.</summary>
            public sealed class Trainer : ModelTrainer<{{type}}>
            {
            private readonly Weights _weights;
            private readonly AlignedBuffer _transposed = new AlignedBuffer({{context.Transposed.Length}});{{(network.HasFolds ? $"\nprivate readonly AlignedBuffer _folded = new AlignedBuffer({network.PackedLength});" : string.Empty)}}

            /// <summary>Prepares training.</summary>
            /// <param name="weights">The weights to train, in place.</param>
            /// <param name="optimizer">A new optimiser, e.g. <c>new Adam(1e-3f)</c>.</param>
            /// <param name="batchSize">Rows per step.</param>
            /// <param name="options">Threads and seed, or null for the defaults.</param>
            public Trainer(Weights weights, global::ModelGen.Optimizer optimizer, int batchSize = 32, TrainerOptions? options = null)
            : base(weights, Weights.Layout, Shape, {{loss}}, optimizer, batchSize, options{{LossOptions(network)}})
            {
                _weights = weights;
            }

            internal InstructionSet InstructionSet { get; set; } = InstructionSets.Best;

            /// <inheritdoc/>
            protected override string Declaration => "{{DescriptionEmitter.Declaration(network)}}";

            /// <inheritdoc/>
            protected override TrainingShard CreateShard(int rows) => new Shard(rows);{{NormalizedLayers(network)}}

            """);
        WritePrepareStep(writer, context);
        writer.Line();
        WriteForward(writer, context);
        writer.Line();
        WriteBackward(writer, context);
        writer.Write($$"""

            /// <summary>One shard's arena: activations and gradients of up to Rows rows.</summary>
            private sealed class Shard : TrainingShard
            {
            public readonly AlignedBuffer Arena;
            public readonly byte[] Kinds;
            public bool Ragged;
            public int Timesteps;
            public bool Training;

            public override int ArenaLength => Arena.Length;

            public Shard(int rows)
            : base(rows, {{outputTimesteps}}, {{network.Output.Width}}, Weights.Layout.PackedLength)
            {
                Arena = new AlignedBuffer(checked(rows * {{context.Training.LengthPerRow}}));
                Kinds = new byte[rows * {{network.MaxTimesteps}}];
            }
            }
            }
            """);
    }

    private static string NormalizedLayers(NetworkPlan network)
    {
        if (network.Normalizations.Count == 0)
        {
            return string.Empty;
        }

        string layers = string.Join(", ", network.Normalizations.Select(n => $"new NormalizedLayer({n.Input.Width}, {n.Row(n.MeanRow)}, {n.Row(n.MeanRow + 1)}, {DescriptionEmitter.Real(n.Momentum)})"));
        return $"\n\n/// <inheritdoc/>\nprotected override ImmutableArray<NormalizedLayer> NormalizedLayers => [{layers}];";
    }

    /// <summary>Further arguments for the base class: the numbers of the only loss.</summary>
    private static string LossOptions(NetworkPlan network)
    {
        LossDeclaration loss = network.Declaration.Loss!;
        return network.Outputs.Count > 1 ? string.Empty
            : (loss.LabelSmoothing == 0 ? string.Empty : $", labelSmoothing: {DescriptionEmitter.Real(loss.LabelSmoothing)}") + (loss.Delta is { } delta ? $", delta: {DescriptionEmitter.Real(delta)}" : string.Empty)
                + (loss.Blank is { } blank and not 0 ? $", blank: {blank}" : string.Empty) + (loss.ZeroInfinity == true ? ", zeroInfinity: true" : string.Empty);
    }

    /// <summary>The arguments for the base class: the loss, or those of several outputs.</summary>
    private static string Loss(NetworkPlan network)
    {
        if (network.Outputs.Count == 1)
        {
            LossDeclaration loss = network.Declaration.Loss!;
            return $"global::ModelGen.LossKind.{loss.Kind}, {DescriptionEmitter.Bool(loss.FromLogits)}";
        }

        return $"[{string.Join(", ", network.OutputColumns.Where(o => network.LossOf(o.Layer) is not null).Select(o => Head(o.Layer, o.Column, network.LossOf(o.Layer)!)))}]";

        static string Head(LayerPlan layer, int column, LossDeclaration loss)
            => $"new OutputHead(\"{layer.Name}\", {column}, {layer.Output.Width}, global::ModelGen.LossKind.{loss.Kind}, {DescriptionEmitter.Bool(loss.FromLogits)}, {DescriptionEmitter.Real(loss.Weight)}){DescriptionEmitter.Initializers(DescriptionEmitter.LossOptions(loss))}";
    }

    private static void WritePrepareStep(CodeWriter writer, EmitContext context)
    {
        writer.Write("/// <inheritdoc/>")
            .Open("protected override void PrepareStep()")
            .Write("ref float weights = ref _weights.Packed.Reference;")
            .Write("ref float transposed = ref _transposed.Reference;");
        foreach (KernelRows kernel in context.Network.Layers.SelectMany(l => l.Transposed))
        {
            TransposeCode.Write(writer, kernel, context.Transposed.At(kernel));
        }

        if (context.Network.HasFolds)
        {
            writer.Write("NormalizationFold.Apply(Weights.Folds, _weights.Packed.Span, _folded.Span);");
        }

        writer.Close();
    }

    private static void WriteForward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        TrainingBuffers buffers = context.Training;
        int stateLength = network.States.Sum(s => s.Length);
        int features = network.Features;
        writer.Write("/// <inheritdoc/>")
            .Open($"protected override void Forward(TrainingShard shard, TrainingBatch<{network.InputType}> batch, int firstRow, int rowCount, bool training)")
            .Write("var own = (Shard)shard;")
            .Write("int rows = rowCount;")
            .Write("int capacity = own.Rows;")
            .Write("ReadOnlySpan<int> lengths = batch.Lengths.AsSpan(firstRow, rowCount);")
            .Write("ReadOnlySpan<int> rowNumbers = batch.RowNumbers.AsSpan(firstRow, rowCount);");
        bool phases = network.Normalizations.Count > 0;
        string prepare = MaskCode.Prepare(network, $"batch.Inputs.AsSpan(firstRow * {network.MaxTimesteps * features})", $"{network.MaxTimesteps}", "own.Kinds");
        if (phases)
        {
            writer.Write("int timesteps = own.Timesteps;").Open("if (own.Phase == 0)");
            prepare = prepare.Replace("out int timesteps", "out timesteps");
        }

        writer.Write($"own.Ragged = {prepare};")
            .Write("own.Timesteps = timesteps;")
            .Write("own.Training = training;");
        if (phases)
        {
            writer.Close().Line();
        }

        writer.Write(network.HasFolds
                ? "ref float weights = ref (training ? _weights.Packed : _folded).Reference;"
                : "ref float weights = ref _weights.Packed.Reference;")
            .Write("ref float arena = ref own.Arena.Reference;")
            .Line();
        string arguments = string.Empty;
        if (network.Embedding is not null)
        {
            writer.Write($"ref int ids = ref batch.Inputs[firstRow * {network.MaxTimesteps}];");
            arguments = $"ref ids, {network.MaxTimesteps}, ";
        }

        if (phases)
        {
            writer.Open("if (own.Phase == 0)");
        }

        if (network.Embedding is null)
        {
            writer.Write($"ref float input = {buffers.At(buffers.Input)};");
            StagingCode.StageInputs(writer, "input", $"ref batch.Inputs[(((firstRow + r) * {network.MaxTimesteps}) + t) * {features}]", features);
            writer.Line();
        }

        int at = 0;
        foreach (StatePlan state in network.States)
        {
            writer.Write("{")
                .Write($"ref float initial = {buffers.History(state)};")
                .Write($"RowOperations.Clear(ref initial, rows * {state.Stride});")
                .Open("for (int r = 0; batch.InitialStates is not null && r < rows; r++)")
                .Write($"RowOperations.Copy(ref batch.InitialStates[((firstRow + r) * {stateLength}) + {at}], ref Unsafe.Add(ref initial, r * {state.Stride}), {state.Length});")
                .Close().Close();
            at += state.Length;
        }

        if (phases)
        {
            writer.Close();
        }

        writer.Line().Write("InstructionSet set = InstructionSet;");
        FacadeEmitter.WriteSwitch(writer, $"Forward(ref weights, ref arena, {arguments}capacity, timesteps, rows, own.Kinds, lengths, own.Ragged, training, batch.DropoutKey, rowNumbers{PhaseArguments(network)});");
        if (phases)
        {
            writer.Line().Open($"if (own.Phase == {network.Normalizations.Count})");
        }

        OutputCode.HandOut(writer, network, buffers.Output, null, "ref own.Outputs[{0}]", $"{network.MaxTimesteps}");
        ActivityCode.Sum(writer, network, buffers.Output);
        if (network.HasExternalLoss || network.CarriesStates)
        {
            WriteFinalStates(writer, context);
        }

        if (phases)
        {
            writer.Close();
        }

        writer.Close();
    }

    private static string PhaseArguments(NetworkPlan network) => network.Normalizations.Count == 0 ? string.Empty : ", own.Phase, ref own.Sums[0], ref own.Statistics[0]";

    private static void WriteBackward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        TrainingBuffers buffers = context.Training;
        int stateLength = network.States.Sum(s => s.Length);
        int features = network.Features;
        writer.Write("/// <inheritdoc/>")
            .Open($"protected override void Backward(TrainingShard shard, TrainingBatch<{network.InputType}> batch, int firstRow, int rowCount)")
            .Write("var own = (Shard)shard;")
            .Write("int rows = rowCount;")
            .Write("int capacity = own.Rows;")
            .Write("int timesteps = own.Timesteps;")
            .Write("ReadOnlySpan<int> lengths = batch.Lengths.AsSpan(firstRow, rowCount);")
            .Write("ReadOnlySpan<int> rowNumbers = batch.RowNumbers.AsSpan(firstRow, rowCount);")
            .Write("ref float arena = ref own.Arena.Reference;")
            .Write("ref float gradient = ref own.Gradient.Reference;")
            .Write("ref float transposed = ref _transposed.Reference;");
        bool phases = network.Normalizations.Count > 0;
        if (phases)
        {
            writer.Open($"if (own.Phase == {network.Normalizations.Count})");
        }

        OutputCode.TakeGradients(writer, network, buffers.OutputGradient);
        if (network.HasExternalLoss)
        {
            WriteFinalStateGradients(writer, context);
        }

        if (phases)
        {
            writer.Close().Line();
        }

        string arguments = string.Empty;
        string wants = "false";
        if (network.Embedding is null)
        {
            wants = "batch.InputGradients is not null";
        }
        else
        {
            writer.Write($"ref int ids = ref batch.Inputs[firstRow * {network.MaxTimesteps}];");
            arguments = $"ref ids, {network.MaxTimesteps}, ";
        }

        if (network.Declaration.RecomputeActivations)
        {
            writer.Write(network.HasFolds
                ? "ref float weights = ref (own.Training ? _weights.Packed : _folded).Reference;"
                : "ref float weights = ref _weights.Packed.Reference;");
        }

        writer.Write("InstructionSet set = InstructionSet;");
        FacadeEmitter.WriteSwitch(writer, $"Backward({(network.Declaration.RecomputeActivations ? "ref weights, " : string.Empty)}ref transposed, ref gradient, ref arena, {arguments}capacity, timesteps, rows, own.Kinds, lengths, own.Ragged, batch.DropoutKey, rowNumbers, own.Training, {wants}{PhaseArguments(network)}{ActivityCode.Argument(network)});");
        if (phases)
        {
            writer.Line().Open("if (own.Phase != 0)").Write("return;").Close();
        }

        if (network.Embedding is null)
        {
            int stride = network.Input.GradientStride;
            writer.Line()
                .Open("if (batch.InputGradients is not null)")
                .Write($"ref float inputGradient = {buffers.At(buffers.InputGradient)};")
                .Open($"for (int i = 0; i < {network.MaxTimesteps} * rows; i++)")
                .Write("int t = i / rows;")
                .Write("int r = i % rows;")
                .Write($"ref float row = ref batch.InputGradients[(((firstRow + r) * {network.MaxTimesteps}) + t) * {features}];");
            StagingCode.CopyValidRow(writer, $"ref Unsafe.Add(ref inputGradient, i * {stride})", $"{features}");
            writer.Close().Close();
        }

        if (stateLength > 0)
        {
            writer.Line().Open("for (int r = 0; batch.InitialStateGradients is not null && r < rows; r++)");
            int at = 0;
            foreach (StatePlan state in network.States)
            {
                writer.Write($"RowOperations.Copy(ref Unsafe.Add({buffers.Gradient(state)}, r * {state.Stride}), ref batch.InitialStateGradients[((firstRow + r) * {stateLength}) + {at}], {state.Length});");
                at += state.Length;
            }

            writer.Close();
        }

        writer.Close();
    }

    /// <summary>Hands the states after each row to the caller of a forward pass without a loss, or to the next piece of a long sequence.</summary>
    private static void WriteFinalStates(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        if (!network.Recurrent.Any())
        {
            return;
        }

        int length = network.States.Sum(s => s.Length);
        writer.Line().Open("for (int r = 0; batch.FinalStates is not null && r < rows; r++)");
        int at = 0;
        foreach ((RecurrentPlan layer, CellPlan cell) in network.Recurrent.SelectMany(layer => layer.Cells.Select(cell => (layer, cell))))
        {
            string timesteps = network.RepeatedTimesteps(layer.Index) is { } repeated ? $"{repeated}" : "timesteps";
            foreach (StatePlan state in cell.States)
            {
                string row = cell.Reverse ? "r" : $"({timesteps} * rows) + r";
                writer.Write($"RowOperations.Copy(ref Unsafe.Add({context.Training.History(state)}, ({row}) * {state.Stride}), ref batch.FinalStates[((firstRow + r) * {length}) + {at}], {state.Length});");
                at += state.Length;
            }
        }

        writer.Close();
    }

    /// <summary>The gradient for these states, from which back-propagation through time starts.</summary>
    private static void WriteFinalStateGradients(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        int length = network.States.Sum(s => s.Length);
        int at = 0;
        foreach (StatePlan state in network.States)
        {
            writer.Write("{")
                .Write($"ref float final = {context.Training.Gradient(state)};")
                .Write($"RowOperations.Clear(ref final, rows * {state.Stride});")
                .Open("for (int r = 0; r < rows; r++)")
                .Write($"RowOperations.Copy(ref batch.FinalStateGradients![((firstRow + r) * {length}) + {at}], ref Unsafe.Add(ref final, r * {state.Stride}), {state.Length});")
                .Close().Close();
            at += state.Length;
        }
    }
}
