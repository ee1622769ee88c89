using System.Globalization;
using System.Linq;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// Batch normalisation. At inference an affine function of each feature, or nothing where the dense layers that read it have it in their
/// weights. In training a pass of all shards ends before it and another begins: see <see cref="NetworkPlan.Normalizations"/>.
/// </summary>
internal sealed class BatchNormalizationEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => ((BatchNormalizationPlan)layer).IsFolded ? "batch normalization, folded" : "batch normalization";

    public override string Description(LayerPlan layer)
    {
        var plan = (BatchNormalizationPlan)layer;
        return $"new BatchNormalizationDescription(\"{plan.Name}\", {plan.Input.Width}, {Number(plan.Epsilon)}, {DescriptionEmitter.Bool(plan.Scale)}, {DescriptionEmitter.Bool(plan.Center)})";
    }

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        if (!layer.IsIdentityAtInference)
        {
            Apply(writer.Write($"// {Describe.Flow(layer)}"), context, layer, input, context.Inference.Output(layer), PassFlow.Rows(layer));
        }
    }

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        if (layer.IsIdentityAtInference)
        {
            return input;
        }

        Apply(writer.Write($"// {layer.Name}"), context, layer, input, context.Inference.Output(layer), "1");
        return context.Inference.Output(layer);
    }

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        if (layer.IsIdentityAtInference)
        {
            return input;
        }

        Apply(writer.Write($"// {layer.Name}"), context, layer, input, context.Crowd.Output(layer), "rows");
        return context.Crowd.Output(layer);
    }

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input)
    {
        var plan = (BatchNormalizationPlan)layer;
        int phase = context.Network.Normalizations.ToList().IndexOf(plan);
        string at = At(context.Network, plan);
        writer.Write($"// {layer.Name}: the sums of these rows; those of all shards are its statistics.")
            .Write($"BatchNormalization.Sums({input}, ref Unsafe.Add(ref sums, {at}), kinds, ragged, {Sequence(plan)}, {plan.Input.Width}, {plan.Input.Stride}, timesteps, rows);")
            .Close().Line()
            .Open($"if (phase == {phase + 1})")
            .Write($"// {Describe.Flow(layer)}")
            .Write($"BatchNormalization.ApplyBatch({input}, ref Unsafe.Add(ref weights, {plan.Table.Offset}), ref Unsafe.Add(ref statistics, {at}), {context.Training.Output(layer)}, {Options(plan)}, {plan.Input.Width}, {plan.Input.Stride}, {PassFlow.Rows(layer)});");
    }

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient)
    {
        var plan = (BatchNormalizationPlan)layer;
        int phase = context.Network.Normalizations.ToList().IndexOf(plan);
        string at = At(context.Network, plan);
        string delta = context.Training.OutputGradient(layer);
        writer.Write($"// {layer.Name}: the sums of these rows.")
            .Write($"BatchNormalization.GradientSums({input}, {delta}, ref Unsafe.Add(ref statistics, {at}), ref Unsafe.Add(ref sums, {at}), ref Unsafe.Add(ref gradient, {plan.Table.Offset}), {Options(plan)}, {plan.Input.Width}, {plan.Input.Stride}, {plan.Input.GradientStride}, {PassFlow.Rows(layer)});")
            .Close().Line()
            .Open($"if (phase == {phase})");
        if (inputGradient is not null)
        {
            string gamma = plan.Gamma is { } kernel ? context.Transposed.At(kernel) : "ref transposed";
            writer.Write($"// {layer.Name}");
            InputGradient.Guard(writer, layer, new[]
            {
                $"BatchNormalization.InputGradient({input}, {delta}, ref Unsafe.Add(ref statistics, {at}), {gamma}, {inputGradient}, kinds, ragged, {Sequence(plan)}, {DescriptionEmitter.Bool(plan.Scale)}, {Number(plan.Epsilon)}, {plan.Input.Width}, {plan.Input.Stride}, {plan.Input.GradientStride}, timesteps, rows);",
            });
        }
    }

    /// <summary>What a dense layer reads in training's forward pass: at evaluation the input of the normalisation that is folded into it, as inference does.</summary>
    public static string FoldedInput(EmitContext context, DensePlan dense, string input)
    {
        if (context.Network.FoldedInto(dense) is not { } normalization)
        {
            return input;
        }

        int source = normalization.Sources[0];
        string before = normalization.Joins ? context.Training.Joined(normalization)
            : source == ModelGen.Declaration.LayerSources.Input ? context.Training.At(context.Training.Input)
            : context.Training.Output(context.Network.Layers[source]);
        return $"ref (training ? {input} : {before})";
    }

    private static void Apply(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string output, string rows)
    {
        var plan = (BatchNormalizationPlan)layer;
        writer.Write($"BatchNormalization.Apply({input}, ref Unsafe.Add(ref weights, {context.Network.Stored.Of(plan.Table).Offset}), {output}, {Options(plan)}, {plan.Input.Width}, {plan.Input.Stride}, {rows});");
    }

    private static string At(NetworkPlan network, BatchNormalizationPlan layer)
        => network.Normalizations.TakeWhile(n => n.Index < layer.Index).Sum(n => n.StatisticsLength).ToString(CultureInfo.InvariantCulture);

    private static string Options(BatchNormalizationPlan layer)
        => $"{DescriptionEmitter.Bool(layer.Scale)}, {DescriptionEmitter.Bool(layer.Center)}, {Number(layer.Epsilon)}";

    private static string Sequence(BatchNormalizationPlan layer) => DescriptionEmitter.Bool(layer.Input.IsSequence);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
