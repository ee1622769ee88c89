using System.Globalization;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Masking: timesteps that the mask leaves out become 0.</summary>
internal sealed class MaskingEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => $"masking of {Text(layer)}";

    public override string Description(LayerPlan layer) => $"new MaskingDescription(\"{layer.Name}\", {MaskCode.Value(((MaskingPlan)layer).Value)})";

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Apply(writer.Write($"// {Describe.Flow(layer)}"), layer, input, context.Inference.Output(layer), PassFlow.Rows(layer));

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        Apply(writer.Write($"// {layer.Name}"), layer, input, context.Inference.Output(layer), "1");
        return context.Inference.Output(layer);
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        Apply(writer.Write($"// {layer.Name}"), layer, input, context.Crowd.Output(layer), "rows");
        return context.Crowd.Output(layer);
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Apply(writer.Write($"// {Describe.Flow(layer)}"), layer, input, context.Training.Output(layer), PassFlow.Rows(layer));

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        writer.Write($"// {layer.Name}");
        InputGradient.Guard(writer, layer, new[]
        {
            $"Masking.Gradient({input}, {context.Training.OutputGradient(layer)}, {inputGradient}, {layer.Input.Width}, {layer.Input.GradientStride}, {PassFlow.Rows(layer)}, {MaskCode.Value(((MaskingPlan)layer).Value)}{Stride(layer)});",
        });
    }

    private static void Apply(CodeWriter writer, LayerPlan layer, string input, string output, string rows)
        => writer.Write($"Masking.Apply({input}, {output}, {layer.Input.Width}, {rows}, {MaskCode.Value(((MaskingPlan)layer).Value)}{Stride(layer)});");

    /// <summary>The distance between timesteps of one of several inputs, an argument.</summary>
    private static string Stride(LayerPlan layer) => layer.Input.Stride == layer.Input.Width ? string.Empty : $", {layer.Input.Stride}";

    private static string Text(LayerPlan layer) => ((MaskingPlan)layer).Value.ToString("R", CultureInfo.InvariantCulture);
}
