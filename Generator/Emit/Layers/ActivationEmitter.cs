using ModelGen.Declaration;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>An activation as a layer: the input is copied, then the function applied in place, as after a dense layer.</summary>
internal sealed class ActivationEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => ((ActivationPlan)layer).Activation.ToString().ToLowerInvariant();

    public override string Description(LayerPlan layer)
    {
        var plan = (ActivationPlan)layer;
        return $"new ActivationDescription(\"{plan.Name}\", global::ModelGen.Activation.{plan.Activation}){DescriptionEmitter.Initializers(plan.Activation.Initializers("Activation"))}";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(writer.Write($"// {Describe.Flow(layer)}"), context, layer, input, context.Inference.Output(layer), PassFlow.Rows(layer));

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        Forward(writer.Write($"// {layer.Name}"), context, layer, input, context.Inference.Output(layer), "1");
        return context.Inference.Output(layer);
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        Forward(writer.Write($"// {layer.Name}"), context, layer, input, context.Crowd.Output(layer), "rows");
        return context.Crowd.Output(layer);
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => Forward(
            writer.Write($"// {Describe.Flow(layer)}"), context, layer, input, context.Training.Output(layer), PassFlow.Rows(layer),
            ((ActivationPlan)layer).Activation.KeepsDerivative ? context.Training.Derivatives(layer) : null);

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        string delta = context.Training.OutputGradient(layer);
        string rows = PassFlow.Rows(layer);
        writer.Write($"// {layer.Name}");
        LayerActivation.Gradient(writer, context, layer, ((ActivationPlan)layer).Activation, delta, rows);
        if (inputGradient is not null)
        {
            InputGradient.Guard(writer, layer, new[] { $"RowOperations.Copy({delta}, {inputGradient}, {rows} * {layer.Input.GradientStride});" });
        }
    }

    private static void Forward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string output, string rows, string? derivatives = null)
    {
        writer.Write($"TimestepLayout.Copy({input}, {output}, {layer.Input.Width}, {layer.Input.Stride}, {layer.Output.Stride}, {rows});");
        LayerActivation.Apply(writer, context, layer, ((ActivationPlan)layer).Activation, output, rows, derivatives);
    }
}

/// <summary>Statements that apply an activation to a layer's output, and its gradient.</summary>
internal static class LayerActivation
{
    /// <summary>In place; first the derivatives, where training keeps them.</summary>
    public static void Apply(CodeWriter writer, EmitContext context, LayerPlan layer, ActivationFunction activation, string output, string rows, string? derivatives = null)
    {
        if (derivatives is not null)
        {
            string derivative = context.Kernels.Use(new ActivationDerivativeKernel(activation, layer.Output.Stride), $"{activation}Derivative{layer.Output.Stride}", $"{activation}'(x), over rows of {layer.Output.Stride}.");
            writer.Write($"{derivative}({output}, {derivatives}, {rows});");
        }

        if (activation.IsSoftmax)
        {
            writer.Write($"RowOperations.Softmax({output}, {layer.Output.Width}, {layer.Output.Stride}, {rows});");
        }
        else if (!activation.IsLinear)
        {
            string name = context.Kernels.Use(new ActivationKernel(activation, context.Network.Declaration.FastActivations ? ActivationForm.Fast : ActivationForm.Accurate, layer.Output.Stride), $"{activation}{layer.Output.Stride}", $"{activation}, in place, over rows of {layer.Output.Stride}.");
            writer.Write($"{name}({output}, {rows});");
        }
    }

    /// <summary>The output's gradient becomes that of what the activation was applied to.</summary>
    public static void Gradient(CodeWriter writer, EmitContext context, LayerPlan layer, ActivationFunction activation, string delta, string rows)
    {
        if (activation.IsSoftmax)
        {
            writer.Write($"RowOperations.SoftmaxGradient({context.Training.Output(layer)}, {delta}, {layer.Output.Width}, {layer.Output.Stride}, {rows});");
        }
        else if (!activation.IsLinear)
        {
            var derivative = new ActivationGradientKernel(activation, layer.Output.Stride);
            string activationGradient = context.Kernels.Use(derivative, $"{activation}Gradient{layer.Output.Stride}", activation.KeepsDerivative ? $"gradient · {activation}'(x), which was kept, in place." : $"gradient · {activation}'(x) from the values of {activation}(x), in place.");
            writer.Write($"{activationGradient}({(activation.KeepsDerivative ? context.Training.Derivatives(layer) : context.Training.Output(layer))}, {delta}, {rows});");
        }
    }
}
