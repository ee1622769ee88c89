using System;
using System.Collections.Generic;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>What the emitters of one model and one tier share.</summary>
internal sealed class EmitContext
{
    public EmitContext(NetworkPlan network, KernelLibrary kernels)
    {
        Network = network;
        Kernels = kernels;
        Inference = new InferenceBuffers(network);
        Crowd = new CrowdBuffers(network);
        Training = new TrainingBuffers(network);
        Transposed = new TransposedWeights(network);
    }

    public NetworkPlan Network { get; }

    public KernelLibrary Kernels { get; }

    public InferenceBuffers Inference { get; }

    public CrowdBuffers Crowd { get; }

    public TrainingBuffers Training { get; }

    public TransposedWeights Transposed { get; }
}

/// <summary>
/// Writes one kind of layer. Each method writes the statements of one pass into the method that runs all layers, and
/// adds the methods and kernels that they call. In scope of the statements, by pass:
/// inference <c>weights, scratch, capacity, timesteps, rows, kinds, lengths, ragged</c>;
/// step <c>weights, scratch, state, active</c>;
/// step of a crowd's rows <c>weights, scratch, states, slots, first, rows, ids, masked</c>;
/// training <c>weights, arena, capacity, timesteps, rows, kinds, lengths, ragged, dropoutKey, rowNumbers, training</c>,
/// and backward <c>transposed, gradient, wantsInputGradient</c>.
/// </summary>
internal abstract class LayerEmitter
{
    /// <summary>What a person calls the layer, for the summary.</summary>
    public abstract string Title(LayerPlan layer);

    /// <summary>The expression that creates the layer's description.</summary>
    public abstract string Description(LayerPlan layer);

    /// <summary>The same for a layer whose description needs the model.</summary>
    public virtual string Description(NetworkPlan network, LayerPlan layer) => Description(layer);

    /// <summary>Inference of whole sequences, rows together. <paramref name="input"/> is a ref expression.</summary>
    public abstract void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input);

    /// <summary>One timestep of one row. Returns the ref expression of the output.</summary>
    public abstract string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input);

    /// <summary>
    /// One timestep of a block of agents, each a row, with their states in place. Returns the ref expression of the outputs,
    /// rows <see cref="Signal.Stride"/> floats apart.
    /// </summary>
    public abstract string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input);

    /// <summary>The forward pass that keeps what <see cref="TrainingBackward"/> needs.</summary>
    public abstract void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input);

    /// <summary>The backward pass: from the layer's output gradient to its weights' and its input's gradients.</summary>
    /// <param name="inputGradient">Ref expression to write the input's gradient to; the statement is guarded by <c>wantsInputGradient</c> for a layer that reads the model's input only.</param>
    public abstract void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient);
}

/// <summary>Which emitter writes which plan. A new layer adds a row.</summary>
internal static class LayerEmitters
{
    private static readonly Dictionary<Type, LayerEmitter> s_byPlan = new()
    {
        [typeof(RecurrentPlan)] = new RecurrentEmitter(),
        [typeof(DensePlan)] = new DenseEmitter(),
        [typeof(EmbeddingPlan)] = new EmbeddingEmitter(),
        [typeof(DropoutPlan)] = new DropoutEmitter(),
        [typeof(MaskingPlan)] = new MaskingEmitter(),
        [typeof(PoolingPlan)] = new PoolingEmitter(),
        [typeof(LayerNormalizationPlan)] = new LayerNormalizationEmitter(),
        [typeof(BatchNormalizationPlan)] = new BatchNormalizationEmitter(),
        [typeof(FlattenPlan)] = new FlattenEmitter(),
        [typeof(RepeatVectorPlan)] = new RepeatVectorEmitter(),
        [typeof(ActivationPlan)] = new ActivationEmitter(),
        [typeof(ColumnsPlan)] = new ColumnsEmitter(),
        [typeof(MergePlan)] = new MergeEmitter(),
    };

    public static LayerEmitter For(LayerPlan layer) => s_byPlan[layer.GetType()];
}

/// <summary>How layers are described in emitted comments.</summary>
internal static class Describe
{
    public static string Shape(Signal signal) => signal.IsSequence ? $"[timesteps, rows, {signal.Width}]" : $"[rows, {signal.Width}]";

    public static string Flow(LayerPlan layer) => $"{layer.Name}: {Shape(layer.Input)} to {Shape(layer.Output)}";
}
