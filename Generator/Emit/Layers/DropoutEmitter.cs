using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Dropout: nothing at inference; in training a mask drawn from the step's key.</summary>
internal sealed class DropoutEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => $"dropout {Rate(layer)}";

    public override string Description(LayerPlan layer) => $"new DropoutDescription(\"{layer.Name}\", {Rate(layer)})";

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => input;

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => input;

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        writer.Write($"// {Describe.Flow(layer)}");
        Rows(writer, (DropoutPlan)layer, input, context.Training.Output(layer), layer.Input.Stride, layer.Output.Stride, layer.Input.Width);
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        if (inputGradient is null)
        {
            return;
        }

        writer.Write($"// {layer.Name}: the same draws again.");
        if (layer.ReadsOnlyInput)
        {
            writer.Open("if (wantsInputGradient)");
        }

        // With the padding lanes, which the layer before reads.
        Rows(writer, (DropoutPlan)layer, context.Training.OutputGradient(layer), inputGradient, layer.Output.GradientStride, layer.Input.GradientStride, layer.Input.GradientStride);
        if (layer.ReadsOnlyInput)
        {
            writer.Close();
        }
    }

    /// <summary>Both passes: multiply by the mask where the model trains, copy where its gradients are wanted without dropout.</summary>
    private static void Rows(CodeWriter writer, DropoutPlan layer, string source, string destination, int sourceStride, int destinationStride, int width)
    {
        string timesteps = layer.Input.IsSequence ? "timesteps" : "1";
        writer.Open("if (training)")
            .Write($"ref float source = {source};")
            .Write($"ref float destination = {destination};")
            .Open($"for (int i = 0; i < {timesteps} * rows; i++)")
            .Write($"RowOperations.Dropout(ref Unsafe.Add(ref source, i * {sourceStride}), ref Unsafe.Add(ref destination, i * {destinationStride}), {width}, (float){Rate(layer)}, dropoutKey, {layer.Index}, rowNumbers[i % rows], i / rows);")
            .Close().Close()
            .Open("else")
            .Write($"RowOperations.Copy({source}, {destination}, {(layer.Input.IsSequence ? "timesteps * " : string.Empty)}rows * {sourceStride});")
            .Close();
    }

    private static string Rate(LayerPlan layer) => ((DropoutPlan)layer).Rate.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
