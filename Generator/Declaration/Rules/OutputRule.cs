using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0003: several outputs stand side by side in one row, so they are all sequences, in one order of time, or all single rows.</summary>
internal sealed class OutputRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i].IsOutput && (LayerNames.IsWrapped(context.Layers, i) || LayerNames.IsOwnBackward(context.Layers, i)))
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Layer(i, "Output"),
                    $"Output on the layer that [Bidirectional] wraps has no meaning: the model returns what '{context.NameOf(i)}' makes of both directions",
                    "Set Output on [Bidirectional]",
                    related: ProblemPlace.Layer(LayerNames.Computing(context.Layers, i) - 1));
            }
            else if (context.Layers[i].IsOutput && IsInputAtInference(context, i))
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Layer(i, "Output"),
                    $"Output '{context.NameOf(i)}' is the model's own input at inference, where dropout does nothing",
                    "Remove it");
            }
        }

        IReadOnlyList<int> outputs = context.Outputs;
        if (outputs.Count < 2)
        {
            return;
        }

        int last = outputs[outputs.Count - 1];
        foreach (int output in outputs.Take(outputs.Count - 1))
        {
            ProblemPlace place = ProblemPlace.Layer(context.WrapperOf(LayerSources.LayerOf(output)) is null ? LayerSources.LayerOf(output) : LayerSources.LayerOf(output) - 1, "Output");
            (DeclaredSignal a, DeclaredSignal b) = (context.OutputOf(output), context.OutputOf(last));
            if (a.Kind != b.Kind)
            {
                (string sequence, string single) = a.Kind == SignalKind.Sequence ? (context.NameOf(output), context.NameOf(last)) : (context.NameOf(last), context.NameOf(output));
                context.Report(
                    RuleIds.Shape,
                    place,
                    $"Model '{context.Model.DisplayName}' returns every timestep of '{sequence}', but of '{single}' only the last output",
                    $"Set ReturnSequences = true on the way to '{single}', or leave it out on the way to '{sequence}'");
            }
            else if (a.Kind == SignalKind.Sequence && a.Repeated != b.Repeated)
            {
                context.Report(
                    RuleIds.Shape,
                    place,
                    $"Output '{context.NameOf(output)}' has {FixedTimestepsRule.Timesteps(context, a)}, and '{context.NameOf(last)}' {FixedTimestepsRule.Timesteps(context, b)}",
                    "Return sequences of one length, or use two models");
            }
            else if (a.IsReversed != b.IsReversed)
            {
                context.Report(
                    RuleIds.Shape,
                    place,
                    $"Outputs '{context.NameOf(output)}' and '{context.NameOf(last)}' have their timesteps in opposite orders (GoBackwards)",
                    "Use [Bidirectional], which puts the backward outputs back in order, or let a second layer go backwards after it");
            }
        }
    }

    private static bool IsInputAtInference(DeclarationContext context, int layer)
        => layer == LayerSources.Input
            || context.Layers[LayerSources.LayerOf(layer)] is InputDeclaration
            || (context.Layers[LayerSources.LayerOf(layer)] is DropoutDeclaration && context.SourcesOf(layer).Count == 1 && IsInputAtInference(context, context.SourcesOf(layer)[0]));
}
