using System;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>All timesteps of a row one after another. A model with it has no steps.</summary>
internal sealed class FlattenEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => "flatten";

    public override string Description(LayerPlan layer)
        => $"new FlattenDescription(\"{layer.Name}\", {layer.Output.Width / layer.Input.Width}, {layer.Input.Width})";

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer, layer, input, context.Inference.Output(layer));

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => throw new InvalidOperationException($"Layer '{layer.Name}' has no step.");

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => throw new InvalidOperationException($"Layer '{layer.Name}' has no step.");

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer, layer, input, context.Training.Output(layer));

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        if (inputGradient is not null)
        {
            writer.Write($"// {layer.Name}");
            InputGradient.Guard(writer, layer, new[]
            {
                $"TimestepLayout.FlattenGradient({context.Training.OutputGradient(layer)}, {inputGradient}, {layer.Input.Width}, {layer.Output.GradientStride}, {layer.Input.GradientStride}, timesteps, rows);",
            });
        }
    }

    private static void Forward(CodeWriter writer, LayerPlan layer, string input, string output)
        => writer.Write($"// {Describe.Flow(layer)}")
            .Write($"TimestepLayout.Flatten({input}, {output}, {layer.Input.Width}, {layer.Input.Stride}, {layer.Output.Stride}, timesteps, rows);");
}

/// <summary>One row at every timestep. A model with it has no steps.</summary>
internal sealed class RepeatVectorEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => "repeat";

    public override string Description(LayerPlan layer) => throw new InvalidOperationException("Its description needs the model's timesteps.");

    public override string Description(NetworkPlan network, LayerPlan layer)
        => $"new RepeatVectorDescription(\"{layer.Name}\", {network.TimestepsOf(layer)}, {layer.Input.Width})";

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer, layer, input, context.Inference.Output(layer));

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => throw new InvalidOperationException($"Layer '{layer.Name}' has no step.");

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => throw new InvalidOperationException($"Layer '{layer.Name}' has no step.");

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer, layer, input, context.Training.Output(layer));

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        if (inputGradient is not null)
        {
            writer.Write($"// {layer.Name}")
                .Write($"TimestepLayout.RepeatGradient({context.Training.OutputGradient(layer)}, {inputGradient}, {layer.Input.GradientStride}, timesteps, rows);");
        }
    }

    private static void Forward(CodeWriter writer, LayerPlan layer, string input, string output)
        => writer.Write($"// {Describe.Flow(layer)}")
            .Write($"TimestepLayout.Repeat({input}, {output}, {layer.Input.Width}, {layer.Input.Stride}, {layer.Output.Stride}, timesteps, rows);");
}
