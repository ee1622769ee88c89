using System;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Pooling over time: row by row, in the runtime. A model with one has no steps.</summary>
internal sealed class PoolingEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => ((PoolingPlan)layer).Kind switch
    {
        PoolingKind.Average => "mean over time",
        PoolingKind.Max => "maximum over time",
        _ => "last timestep",
    };

    public override string Description(LayerPlan layer)
        => $"new PoolingDescription(\"{layer.Name}\", {layer.Input.Width}, global::ModelGen.PoolingKind.{((PoolingPlan)layer).Kind})";

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
        if (inputGradient is null)
        {
            return;
        }

        PoolingKind kind = ((PoolingPlan)layer).Kind;
        string read = kind == PoolingKind.Max ? $"{input}, " : string.Empty;
        string sizes = kind == PoolingKind.Max ? $"{layer.Input.Width}, {layer.Input.Stride}, " : string.Empty;
        writer.Write($"// {layer.Name}");
        InputGradient.Guard(writer, layer, new[]
        {
            $"GlobalPooling.{kind}Gradient({read}{context.Training.OutputGradient(layer)}, {inputGradient}, kinds, ragged, {sizes}{layer.Input.GradientStride}, timesteps, rows);",
        });
    }

    private static void Forward(CodeWriter writer, LayerPlan layer, string input, string output)
        => writer.Write($"// {Describe.Flow(layer)}")
            .Write($"GlobalPooling.{((PoolingPlan)layer).Kind}({input}, {output}, kinds, ragged, {layer.Input.Width}, {layer.Input.Stride}, {layer.Output.Stride}, timesteps, rows);");
}
