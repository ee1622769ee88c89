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
        int outputTimesteps = network.Output.IsSequence ? network.MaxTimesteps : 1;
        writer.Write($$"""
            /// <summary>Trains the weights of {{network.Name}}. A training step allocates nothing; the number of threads does not change a bit.</summary>
            public sealed class Trainer : ModelTrainer<{{type}}>
            {
            private readonly Weights _weights;
            private readonly AlignedBuffer _transposed = new AlignedBuffer({{context.Transposed.Length}});

            /// <summary>Prepares training.</summary>
            /// <param name="weights">The weights to train, in place.</param>
            /// <param name="optimizer">A new optimiser, e.g. <c>new Adam(1e-3f)</c>.</param>
            /// <param name="batchSize">Rows per step.</param>
            /// <param name="options">Threads and seed, or null for the defaults.</param>
            public Trainer(Weights weights, global::ModelGen.Optimizer optimizer, int batchSize = 32, TrainerOptions? options = null)
            : base(weights, Weights.Layout, Shape, {{loss}}, optimizer, batchSize, options)
            {
                _weights = weights;
            }

            internal InstructionSet InstructionSet { get; set; } = InstructionSets.Best;

            /// <inheritdoc/>
            protected override TrainingShard CreateShard(int rows) => new Shard(rows);

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
            => $"new OutputHead(\"{layer.Name}\", {column}, {layer.Output.Width}, global::ModelGen.LossKind.{loss.Kind}, {DescriptionEmitter.Bool(loss.FromLogits)}, {DescriptionEmitter.Real(loss.Weight)})";
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
            .Write($"own.Ragged = {MaskCode.Prepare(network, $"batch.Inputs.AsSpan(firstRow * {network.MaxTimesteps * features})", $"{network.MaxTimesteps}", "own.Kinds")};")
            .Write("own.Timesteps = timesteps;")
            .Write("own.Training = training;")
            .Write("ref float weights = ref _weights.Packed.Reference;")
            .Write("ref float arena = ref own.Arena.Reference;")
            .Line();
        string arguments = string.Empty;
        if (network.Embedding is null)
        {
            writer.Write($"ref float input = {buffers.At(buffers.Input)};");
            StagingCode.StageInputs(writer, "input", $"ref batch.Inputs[(((firstRow + r) * {network.MaxTimesteps}) + t) * {features}]", features);
            writer.Line();
        }
        else
        {
            writer.Write($"ref int ids = ref batch.Inputs[firstRow * {network.MaxTimesteps}];");
            arguments = $"ref ids, {network.MaxTimesteps}, ";
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

        writer.Line().Write("InstructionSet set = InstructionSet;");
        FacadeEmitter.WriteSwitch(writer, $"Forward(ref weights, ref arena, {arguments}capacity, timesteps, rows, own.Kinds, lengths, own.Ragged, training, batch.DropoutKey, firstRow);");
        OutputCode.HandOut(writer, network, buffers.Output, null, "ref own.Outputs[{0}]", $"{network.MaxTimesteps}");
        writer.Close();
    }

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
            .Write("ref float arena = ref own.Arena.Reference;")
            .Write("ref float gradient = ref own.Gradient.Reference;")
            .Write("ref float transposed = ref _transposed.Reference;");
        OutputCode.TakeGradients(writer, network, buffers.OutputGradient);
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

        writer.Write("InstructionSet set = InstructionSet;");
        FacadeEmitter.WriteSwitch(writer, $"Backward(ref transposed, ref gradient, ref arena, {arguments}capacity, timesteps, rows, own.Kinds, lengths, own.Ragged, batch.DropoutKey, firstRow, own.Training, {wants});");
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
}
