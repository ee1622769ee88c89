using System;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>Columns of what a layer reads are read where they lie: the passes note the place (<see cref="PassFlow.AddColumns"/>), and nothing is to be done.</summary>
internal sealed class ColumnsEmitter : LayerEmitter
{
    public override string Title(LayerPlan layer) => $"columns {((ColumnsPlan)layer).Column}..{((ColumnsPlan)layer).Column + layer.Output.Width}";

    public override string Description(LayerPlan layer) => $"new ColumnsDescription(\"{layer.Name}\", {((ColumnsPlan)layer).Column}, {layer.Output.Width})";

    public override void Inference(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => throw NotComputed(layer);

    public override string Step(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => throw NotComputed(layer);

    public override string StepRows(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => throw NotComputed(layer);

    public override void TrainingForward(CodeWriter writer, EmitContext context, LayerPlan layer, string input) => throw NotComputed(layer);

    public override void TrainingBackward(CodeWriter writer, EmitContext context, LayerPlan layer, string input, string? inputGradient) => throw NotComputed(layer);

    private static InvalidOperationException NotComputed(LayerPlan layer) => new($"'{layer.Name}' is a place, not a computation.");
}
