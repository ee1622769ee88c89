using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Dropout: nothing at inference; in training a mask drawn from the step's key.</summary>
internal sealed class DropoutEmitter : LayerEmitter
{
    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => input;

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        string output = context.Training.Output(layer);
        writer.Write($"// {Describe.Flow(layer)}")
            .Open("if (training)");
        Rows(writer, (DropoutPlan)layer, input, output, layer.Input.Stride, layer.Output.Stride);
        writer.Close()
            .Open("else")
            .Write($"RowOperations.Copy({input}, {output}, {(layer.Input.IsSequence ? "timesteps * " : string.Empty)}rows * {layer.Input.Stride});")
            .Close();
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        if (inputGradient is null)
        {
            return;
        }

        writer.Write($"// {layer.Name}: the same draws again.").Open(layer.Index == 0 ? "if (wantsInputGradient)" : "// All rows.");
        Rows(writer, (DropoutPlan)layer, context.Training.OutputGradient(layer), inputGradient, layer.Output.GradientStride, layer.Input.GradientStride);
        writer.Close();
    }

    private static void Rows(CodeWriter writer, DropoutPlan layer, string source, string destination, int sourceStride, int destinationStride)
    {
        string rate = layer.Rate.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        string timesteps = layer.Input.IsSequence ? "timesteps" : "1";
        writer.Write($"ref float source = {source};")
            .Write($"ref float destination = {destination};")
            .Open($"for (int i = 0; i < {timesteps} * rows; i++)")
            .Write($"RowOperations.Dropout(ref Unsafe.Add(ref source, i * {sourceStride}), ref Unsafe.Add(ref destination, i * {destinationStride}), {layer.Input.Width}, (float){rate}, dropoutKey, {layer.Index}, firstRow + (i % rows), i / rows);")
            .Close();
    }
}
