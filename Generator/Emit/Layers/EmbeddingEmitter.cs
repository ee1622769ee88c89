using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Embedding: copies rows of the table; beyond a row's length, zeros. Ids are the model's input, or floats of one of its columns.</summary>
internal sealed class EmbeddingEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => ((EmbeddingPlan)layer).MaskZero ? "embedding, id 0 masked" : "embedding";

    public override string Description(LayerPlan layer)
    {
        var embedding = (EmbeddingPlan)layer;
        return $"new EmbeddingDescription(\"{embedding.Name}\", {embedding.Vocabulary}, {embedding.Output.Width}, {DescriptionEmitter.Bool(embedding.MaskZero)})";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => LookUp(writer, (EmbeddingPlan)layer, context.Network.Stored.Of(((EmbeddingPlan)layer).Weights), context.Inference.Output(layer), input);

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var embedding = (EmbeddingPlan)layer;
        return $"ref Unsafe.Add(ref weights, {context.Network.Stored.Of(embedding.Weights).Offset} + ({(embedding.ReadsColumn ? Id(embedding, input, "0") : "input")} * {embedding.Weights.Matrix.ResultWidth}))";
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var embedding = (EmbeddingPlan)layer;
        string output = context.Crowd.Output(layer);
        writer.Write($"// {layer.Name}")
            .Open("for (int r = 0; r < rows; r++)")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref weights, {context.Network.Stored.Of(embedding.Weights).Offset} + ({(embedding.ReadsColumn ? Id(embedding, input, "r") : "Unsafe.Add(ref ids, r)")} * {embedding.Weights.Matrix.ResultWidth})), ref Unsafe.Add({output}, r * {layer.Output.Stride}), {layer.Output.Stride});")
            .Close();
        return output;
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
        => LookUp(writer, (EmbeddingPlan)layer, ((EmbeddingPlan)layer).Weights, context.Training.Output(layer), input);

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        var embedding = (EmbeddingPlan)layer;
        writer.Write($"// {layer.Name}: each id's row receives the gradients of all its timesteps, in their order.")
            .Write("{")
            .Write($"ref float table = ref Unsafe.Add(ref gradient, {embedding.Weights.Offset});")
            .Write($"ref float output = {context.Training.OutputGradient(layer)};")
            .Open("for (int i = 0; i < timesteps * rows; i++)")
            .Open("if (ragged && kinds[i] == (byte)TimestepKind.Beyond)")
            .Write("continue;")
            .Close()
            .Line()
            .Write($"int id = {Id(embedding, input)};")
            .Write($"RowOperations.Add(ref Unsafe.Add(ref output, i * {embedding.Output.GradientStride}), ref Unsafe.Add(ref table, id * {embedding.Weights.Matrix.ResultWidth}), {embedding.Output.Width});")
            .Close().Close();
    }

    /// <summary>The id at timestep and row i.</summary>
    private static string Id(EmbeddingPlan layer, string input)
        => layer.ReadsColumn ? Id(layer, input, "i") : "Unsafe.Add(ref ids, ((i % rows) * idsStride) + (i / rows))";

    /// <summary>The id in a row of the input's floats.</summary>
    private static string Id(EmbeddingPlan layer, string input, string row) => $"(int)Unsafe.Add({input}, {row} * {layer.Input.Stride})";

    private static void LookUp(CodeWriter writer, EmbeddingPlan layer, PlacedMatrix table, string output, string input)
    {
        int stride = layer.Output.Stride;
        writer.Write($"// {layer.Name}: ids to [timesteps, rows, {layer.Output.Width}]")
            .Write("{")
            .Write($"ref float table = ref Unsafe.Add(ref weights, {table.Offset});")
            .Write($"ref float output = {output};")
            .Open("for (int i = 0; i < timesteps * rows; i++)")
            .Write($"ref float row = ref Unsafe.Add(ref output, i * {stride});")
            .Open("if (ragged && kinds[i] == (byte)TimestepKind.Beyond)")
            .Write($"RowOperations.Clear(ref row, {stride});")
            .Close()
            .Open("else")
            .Write($"int id = {Id(layer, input)};")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref table, id * {layer.Weights.Matrix.ResultWidth}), ref row, {stride});")
            .Close().Close().Close();
    }
}
