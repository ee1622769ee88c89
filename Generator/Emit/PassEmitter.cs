using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes the passes over all layers, with the layers' own methods, and finds out which kernels they need.</summary>
internal static class PassEmitter
{
    /// <summary>Writes the passes; <paramref name="kernels"/> then knows all of them.</summary>
    public static void Write(CodeWriter writer, NetworkPlan network, KernelLibrary kernels)
    {
        var context = new EmitContext(network, kernels);
        writer.Write("/// <summary>The passes over all layers, for one tier's vectors.</summary>")
            .Write("/// <typeparam name=\"TWide\">The widest vectors.</typeparam>")
            .Write("/// <typeparam name=\"TNarrow\">Vectors of at most 8 lanes, for panels that the widest do not divide.</typeparam>")
            .Write("private static class Passes<TWide, TNarrow>")
            .Write("    where TWide : struct, ILanes<TWide>")
            .Open("    where TNarrow : struct, ILanes<TNarrow>")
            .Write($"private const MethodImplOptions Kernel = {KernelSpec.AttributeValue};")
            .Line();
        WriteInference(writer, context);
        if (network.IsCausal)
        {
            writer.Line();
            WriteStep(writer, context);
            writer.Line();
            CrowdEmitter.WritePass(writer, context);
        }

        if (network.Declaration.Loss is not null)
        {
            writer.Line();
            WriteTrainingForward(writer, context);
            writer.Line();
            WriteTrainingBackward(writer, context);
        }

        kernels.WriteDrivers(writer);
        writer.Close();
    }

    /// <summary>What every pass over whole sequences knows of its rows.</summary>
    private const string RowParameters = "int capacity, int timesteps, int rows, Span<byte> kinds, ReadOnlySpan<int> lengths, bool ragged";

    private static string Input(NetworkPlan network) => network.Embedding is null ? "ref float input" : "ref int ids, int idsStride";

    private static void WriteInference(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string threads = context.Inference.SecondLength > 0 ? ", InferenceThreads threads" : string.Empty;
        writer.Write("/// <summary>Runs all layers over whole sequences, several rows together. Buffers are time-major: [timesteps, rows, width].</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Predict(ref float weights, ref float scratch, {Input(network)}, {RowParameters}{threads})");
        var flow = new PassFlow(context, "ref input");
        bool first = true;
        foreach (LayerPlan layer in network.Computed)
        {
            if (flow.AddColumns(layer))
            {
                continue;
            }

            if (network.BeginsTimesteps(layer))
            {
                RepeatedCode.Call(writer, network, layer, "Predict", "ref weights, ref scratch", threads.Length > 0 ? ", threads" : string.Empty);
                writer.Close().Line()
                    .Write($"/// <summary>The same from {layer.Name} on, where every row has {network.TimestepsOf(layer)} timesteps and none is masked.</summary>")
                    .Write(KernelSpec.Attributes)
                    .Open($"private static void {RepeatedCode.Method("Predict", layer)}(ref float weights, ref float scratch, {RowParameters}{threads})");
                first = true;
            }

            if (!first)
            {
                writer.Line();
            }

            first = false;
            flow.Orient(writer, layer);
            string input = flow.Input(writer, layer, context.Inference.Joined, PassFlow.Rows(layer), training: false);
            LayerEmitters.For(layer).Inference(writer, context, layer, input);
            flow.Add(layer, context.Inference.Output(layer));
        }

        writer.Close();
    }

    private static void WriteStep(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string parameter = network.Embedding is null ? "ref float input" : "int input";
        writer.Write("/// <summary>Runs all layers for one timestep of one row and returns the output.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static ref float Step(ref float weights, ref float scratch, {parameter}, ref float state, int capacity)");
        if (network.HasMask && network.States.Count > 0)
        {
            writer.Write($"bool active = {MaskCode.StepIsActive(network)};");
        }

        var flow = new PassFlow(context, "ref input");
        foreach (LayerPlan layer in network.Computed.Where(l => !flow.AddColumns(l)))
        {
            string value = flow.Input(writer, layer, context.Inference.Joined, rows: null, training: false);
            flow.Add(layer, LayerEmitters.For(layer).Step(writer, context, layer, value));
        }

        writer.Write($"return {flow.Outputs(writer, context.Inference.OutputRow, rows: null)};").Close();
    }

    private static void WriteTrainingForward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string ids = network.Embedding is null ? string.Empty : "ref int ids, int idsStride, ";
        writer.Write("/// <summary>Runs all layers and keeps what the backward pass needs.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Forward(ref float weights, ref float arena, {ids}{RowParameters}, bool training, ulong dropoutKey, ReadOnlySpan<int> rowNumbers{PhaseParameters(network)})");
        BeginPhase(writer, network, 0);
        var flow = new PassFlow(context, context.Training.At(context.Training.Input));
        foreach (LayerPlan layer in network.Layers.Where(l => !flow.AddColumns(l)))
        {
            if (network.BeginsTimesteps(layer))
            {
                EndPhases(writer, network);
                RepeatedCode.Call(writer, network, layer, "Forward", "ref weights, ref arena", $", training, dropoutKey, rowNumbers{PhaseArguments(network)}");
                writer.Close().Line()
                    .Write($"/// <summary>The same from {layer.Name} on, where every row has {network.TimestepsOf(layer)} timesteps and none is masked.</summary>")
                    .Write(KernelSpec.Attributes)
                    .Open($"private static void {RepeatedCode.Method("Forward", layer)}(ref float weights, ref float arena, {RowParameters}, bool training, ulong dropoutKey, ReadOnlySpan<int> rowNumbers{PhaseParameters(network)})");
                BeginPhase(writer, network, Phase(network, layer));
            }

            flow.Orient(writer, layer);
            string input = flow.Input(writer, layer, context.Training.Joined, PassFlow.Rows(layer), training: true);
            LayerEmitters.For(layer).TrainingForward(writer, context, layer, input);
            flow.Add(layer, context.Training.Output(layer));
        }

        EndPhases(writer, network);
        writer.Close();
    }

    private static string PhaseParameters(NetworkPlan network) => network.Normalizations.Count == 0 ? string.Empty : ", int phase, ref double sums, ref double statistics";

    private static string PhaseArguments(NetworkPlan network) => network.Normalizations.Count == 0 ? string.Empty : ", phase, ref sums, ref statistics";

    /// <summary>The phase in which a pass comes to the layer.</summary>
    private static int Phase(NetworkPlan network, LayerPlan layer) => network.Normalizations.Count(n => n.Index < layer.Index);

    private static void BeginPhase(CodeWriter writer, NetworkPlan network, int phase)
    {
        if (network.Normalizations.Count > 0)
        {
            writer.Open($"if (phase == {phase})");
        }
    }

    /// <summary>Each batch normalisation has ended one phase and begun the next.</summary>
    private static void EndPhases(CodeWriter writer, NetworkPlan network)
    {
        if (network.Normalizations.Count > 0)
        {
            writer.Close();
        }
    }

    private static void WriteTrainingBackward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string ids = network.Embedding is null ? string.Empty : "ref int ids, int idsStride, ";
        string weights = network.Declaration.RecomputeActivations ? "ref float weights, " : string.Empty;
        string parameters = $"{RowParameters}, ulong dropoutKey, ReadOnlySpan<int> rowNumbers, bool training, bool wantsInputGradient{PhaseParameters(network)}{ActivityCode.Parameter(network)}";
        string arguments = $", dropoutKey, rowNumbers, training, wantsInputGradient{PhaseArguments(network)}{(ActivityCode.Layers(network).Any() ? ", batchRows" : string.Empty)}";
        writer.Write("/// <summary>Runs all layers backwards: adds to the weights' gradient.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Backward({weights}ref float transposed, ref float gradient, ref float arena, {ids}{parameters})");
        PassFlow flow = PassFlow.AfterTrainingForward(context);
        LayerPlan[] begins = network.Layers.Where(network.BeginsTimesteps).ToArray();
        for (int part = 0; part <= begins.Length; part++)
        {
            // The last layers come first: a part begins with those further down.
            LayerPlan? next = part < begins.Length ? begins[part] : null;
            if (next is not null)
            {
                RepeatedCode.Call(writer, network, next, "Backward", $"{weights.Replace(" float", string.Empty)}ref transposed, ref gradient, ref arena", arguments);
                writer.Line();
            }

            BeginPhase(writer, network, next is null ? network.Normalizations.Count : Phase(network, next));
            int first = part == 0 ? 0 : begins[part - 1].Index;
            foreach (LayerPlan layer in network.Layers.Where(l => l.Index >= first && (next is null || l.Index < next.Index)).Reverse())
            {
                WriteLayerBackward(writer, context, flow, layer);
            }

            EndPhases(writer, network);
            writer.Close();
            if (next is not null)
            {
                writer.Line()
                    .Write($"/// <summary>The same down to {next.Name}, where every row has {network.TimestepsOf(next)} timesteps and none is masked.</summary>")
                    .Write(KernelSpec.Attributes)
                    .Open($"private static void {RepeatedCode.Method("Backward", next)}({weights}ref float transposed, ref float gradient, ref float arena, {parameters})");
            }
        }
    }

    private static void WriteLayerBackward(CodeWriter writer, EmitContext context, PassFlow flow, LayerPlan layer)
    {
        TrainingBuffers buffers = context.Training;
        GradientFlow gradients = buffers.Gradients;
        Source[] sources = flow.Sources(layer, training: true);
        if (layer is ColumnsPlan columns)
        {
            string of = columns.IsInput ? buffers.At(buffers.InputGradient) : buffers.OutputGradient(context.Network.Layers[columns.Sources[0]]);
            JoinCode.SpreadColumns(writer, columns, buffers.OutputGradient(columns), of, sources[0].Signal.GradientStride, PassFlow.Rows(columns));
            return;
        }

        SourceGradient[] targets = sources.Select((source, i) => layer.Sources[i] is var index && index == LayerSources.Input
            ? new SourceGradient(source, buffers.At(buffers.InputGradient), gradients.IsFirst(layer, i), IsInput: true)
            : new SourceGradient(source, buffers.OutputGradient(context.Network.Layers[index]), gradients.IsFirst(layer, i), context.Network.IsInput(index))).ToArray();
        flow.OrientBack(writer, layer);
        ActivityCode.AddGradient(writer, context, layer);

        // Ids have no gradient: where one of several inputs has its, nothing is ever written, so it stays 0.
        string shared = buffers.At(buffers.SharedGradient);
        string? inputGradient = layer is EmbeddingPlan ? null : gradients.IsDirect(layer) ? targets[0].Place : shared;
        LayerEmitters.For(layer).TrainingBackward(writer, context, layer, layer.Joins ? buffers.Joined(layer) : sources[0].Place, inputGradient);
        if (inputGradient is not null && !gradients.IsDirect(layer))
        {
            writer.Write($"// The gradient of what {layer.Name} reads{(layer.From is null ? string.Empty : $": {layer.From}")}.");
            JoinCode.Spread(writer, layer, layer is MergePlan ? buffers.OutputGradient(layer) : shared, targets, shared, PassFlow.Rows(layer));
        }
    }
}
