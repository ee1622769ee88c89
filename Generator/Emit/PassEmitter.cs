using System.Collections.Generic;
using System.Linq;
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

    private static string Input(NetworkPlan network) => network.Embedding is null ? "ref float input" : "ref int ids, int idsStride";

    private static void WriteInference(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        writer.Write("/// <summary>Runs all layers over whole sequences, several rows together. Buffers are time-major: [timesteps, rows, width].</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Predict(ref float weights, ref float scratch, {Input(network)}, int capacity, int timesteps, int rows, Span<byte> kinds, ReadOnlySpan<int> lengths, bool ragged{(context.Inference.SecondLength > 0 ? ", InferenceThreads threads" : string.Empty)})");
        string input = "ref input";
        bool first = true;
        foreach (LayerPlan layer in InferenceBuffers.Computed(network))
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            LayerEmitters.For(layer).Inference(writer, context, layer, input);
            input = context.Inference.Output(layer);
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
        if (network.MaskZero && network.States.Count > 0)
        {
            writer.Write("bool active = input != 0;");
        }

        string value = "ref input";
        foreach (LayerPlan layer in InferenceBuffers.Computed(network))
        {
            value = LayerEmitters.For(layer).Step(writer, context, layer, value);
        }

        writer.Write($"return {value};").Close();
    }

    private static void WriteTrainingForward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string ids = network.Embedding is null ? string.Empty : "ref int ids, int idsStride, ";
        writer.Write("/// <summary>Runs all layers and keeps what the backward pass needs.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Forward(ref float weights, ref float arena, {ids}int capacity, int timesteps, int rows, Span<byte> kinds, ReadOnlySpan<int> lengths, bool ragged, bool training, ulong dropoutKey, int firstRow)");
        string input = context.Training.At(context.Training.Input);
        foreach (LayerPlan layer in network.Layers)
        {
            LayerEmitters.For(layer).TrainingForward(writer, context, layer, input);
            input = context.Training.Output(layer);
        }

        writer.Close();
    }

    private static void WriteTrainingBackward(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string ids = network.Embedding is null ? string.Empty : "ref int ids, int idsStride, ";
        writer.Write("/// <summary>Runs all layers backwards: adds to the weights' gradient.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static void Backward(ref float transposed, ref float gradient, ref float arena, {ids}int capacity, int timesteps, int rows, Span<byte> kinds, ReadOnlySpan<int> lengths, bool ragged, ulong dropoutKey, int firstRow, bool training, bool wantsInputGradient)");
        IReadOnlyList<LayerPlan> layers = network.Layers;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            string input = context.Training.At(context.Training.Input);
            string? inputGradient = null;
            if (i > 0)
            {
                input = context.Training.Output(layers[i - 1]);
                inputGradient = context.Training.OutputGradient(layers[i - 1]);
            }
            else if (network.Embedding is null)
            {
                inputGradient = context.Training.At(context.Training.InputGradient);
            }

            LayerEmitters.For(layers[i]).TrainingBackward(writer, context, layers[i], input, inputGradient);
        }

        writer.Close();
    }
}
