using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Dense: a matrix product, then the activation in place.</summary>
internal sealed class DenseEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer)
        => ((DensePlan)layer).Activation is { IsLinear: false } activation ? $"dense, {activation.ToString().ToLowerInvariant()}" : "dense";

    public override string Description(LayerPlan layer)
    {
        var dense = (DensePlan)layer;
        return $"new DenseDescription(\"{dense.Name}\", {dense.Input.Width}, {dense.Output.Width}, global::ModelGen.Activation.{dense.Activation}, {DescriptionEmitter.Bool(dense.UseBias)}){DescriptionEmitter.Initializers(dense.Activation.Initializers("Activation"))}";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer, context, (DensePlan)layer, context.Network.Stored.Of(((DensePlan)layer).Weights), input, context.Inference.Output(layer), Rows(layer));

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var dense = (DensePlan)layer;
        PlacedMatrix weights = context.Network.Stored.Of(dense.Weights);
        var kernel = new RowProductKernel(
            weights.Matrix,
            new EquatableArray<RowOperand>(new[] { new RowOperand("input", layer.Input.Width, FirstRow: 1, ChainStart.Bias) }));
        string name = context.Kernels.Use(kernel, $"{layer.Identifier}Row", $"bias + x · kernel: [{layer.Input.Width}] to [{layer.Output.Width}].");
        string output = layer.Identifier.Substring(0, 1).ToLowerInvariant() + layer.Identifier.Substring(1) + "Output";
        writer.Write($"// {layer.Name}")
            .Write($"ref float {output} = {context.Inference.Output(layer)};")
            .Write($"{name}(ref Unsafe.Add(ref weights, {weights.Offset}), {input}, ref {output});");
        LayerActivation.Apply(writer, context, dense, dense.Activation, $"ref {output}", "1");
        return $"ref {output}";
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        string output = context.Crowd.Output(layer);
        Forward(writer, context, (DensePlan)layer, context.Network.Stored.Of(((DensePlan)layer).Weights), input, output, "rows");
        return output;
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var dense = (DensePlan)layer;
        string? derivatives = dense.Activation.KeepsDerivative ? context.Training.Derivatives(layer) : null;
        Forward(writer, context, dense, dense.Weights, BatchNormalizationEmitter.FoldedInput(context, dense, input), context.Training.Output(layer), Rows(layer), derivatives);
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        var dense = (DensePlan)layer;
        string rows = Rows(layer);
        string delta = context.Training.OutputGradient(layer);
        writer.Write($"// {layer.Name}");
        LayerActivation.Gradient(writer, context, layer, dense.Activation, delta, rows);
        var weights = new OuterProductKernel(dense.Weights.Matrix, layer.Input.Width, FirstRow: 1, layer.Input.Stride, layer.Output.GradientStride);
        string outer = context.Kernels.Use(weights, $"{layer.Identifier}KernelGradient", $"kernel gradient [{layer.Input.Width}, {layer.Output.Width}] += Σ over rows of xᵀ · delta.");
        writer.Write($"{outer}(ref Unsafe.Add(ref gradient, {dense.Weights.Offset}), {input}, {delta}, {rows});");
        if (dense.UseBias)
        {
            string bias = context.Kernels.Use(new BiasGradientKernel(dense.Weights.Matrix, layer.Output.GradientStride), $"{layer.Identifier}BiasGradient", $"bias gradient [{layer.Output.Width}] += Σ over rows of delta.");
            writer.Write($"{bias}(ref Unsafe.Add(ref gradient, {dense.Weights.Offset}), {delta}, {rows});");
        }

        if (inputGradient is not null)
        {
            var product = new BlockProductKernel(dense.Kernel.Transposed, dense.Weights.Matrix.ResultWidth, FirstRow: 0, layer.Output.GradientStride, layer.Input.GradientStride, ChainStart.Zero);
            string call = $"{context.Kernels.Use(product, $"{layer.Identifier}InputGradient", $"input gradient = delta · kernelᵀ: [rows, {layer.Output.Width}] to [rows, {layer.Input.Width}].")}({context.Transposed.At(dense.Kernel)}, {delta}, {inputGradient}, {rows});";
            InputGradient.Guard(writer, layer, new[] { call });
        }
    }

    private static void Forward(CodeWriter writer, EmitContext context, DensePlan layer, PlacedMatrix weights, string input, string output, string rows, string? derivatives = null)
    {
        var kernel = new BlockProductKernel(
            weights.Matrix, layer.Input.Width, FirstRow: 1, layer.Input.Stride, layer.Output.Stride, ChainStart.Bias);
        string name = context.Kernels.Use(kernel, $"{layer.Identifier}Rows", $"bias + x · kernel: [rows, {layer.Input.Width}] to [rows, {layer.Output.Width}].");
        writer.Write($"// {Describe.Flow(layer)}")
            .Write($"{name}(ref Unsafe.Add(ref weights, {weights.Offset}), {input}, {output}, {rows});");
        LayerActivation.Apply(writer, context, layer, layer.Activation, output, rows, derivatives);
    }

    private static string Rows(LayerPlan layer) => layer.Input.IsSequence ? "timesteps * rows" : "rows";
}

/// <summary>Shared by the layers that pass a gradient on to their input.</summary>
internal static class InputGradient
{
    /// <summary>The model's input is the user's: its gradient is computed only when asked for.</summary>
    public static void Guard(CodeWriter writer, LayerPlan layer, IEnumerable<string> statements)
    {
        if (layer.ReadsOnlyInput)
        {
            writer.Open("if (wantsInputGradient)");
        }

        foreach (string statement in statements)
        {
            writer.Write(statement);
        }

        if (layer.ReadsOnlyInput)
        {
            writer.Close();
        }
    }
}

/// <summary>Statements that transpose rows of a packed matrix, panel by panel.</summary>
internal static class TransposeCode
{
    public static void Write(CodeWriter writer, KernelRows kernel, string destination)
    {
        (PackedMatrix matrix, int offset) = kernel.Source;
        foreach (PanelGroup group in matrix.Groups())
        {
            string panel = group.Count == 1 ? string.Empty : $" + (panel * {group.Stride})";
            string column = group.Count == 1 ? $"{group.FirstColumn}" : $"{group.FirstColumn} + (panel * {group.Columns})";
            string call = $"RowOperations.Transpose(ref Unsafe.Add(ref weights, {offset + group.Offset + (kernel.FirstRow * group.Columns)}{panel}), {group.Columns}, {kernel.Rows}, {destination}, {column}, {matrix.ResultWidth});";
            if (group.Count == 1)
            {
                writer.Write(call);
            }
            else
            {
                writer.Open($"for (int panel = 0; panel < {group.Count}; panel++)").Write(call).Close();
            }
        }
    }
}
