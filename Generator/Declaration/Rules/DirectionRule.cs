using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>
/// MG0007 and MG2001: a layer that goes backwards returns its outputs last timestep first. In a bidirectional layer that swaps the directions; a layer that reads
/// time takes them for a sequence in order, unless it goes backwards itself.
/// </summary>
internal sealed class DirectionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        // A model that is run step by step cannot go backwards at all, as another rule says.
        if (context.Model.Streaming)
        {
            return;
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (LayerNames.IsOwnBackward(context.Layers, i) || context.Layers[i] is not RecurrentDeclaration recurrent)
            {
                continue;
            }

            if (context.WrapperOf(i) is not null && recurrent.GoBackwards)
            {
                Swapped(context, i, recurrent);
            }

            // Sources in different orders are another rule's business.
            if (!recurrent.GoBackwards
                && context.SourcesOf(i).All(s => context.OutputOf(s).IsReversed)
                && context.SourcesOf(i).Select(s => OriginOf(context, s)).FirstOrDefault(o => o is not null) is { } origin
                && IsFirstReader(context, origin, i))
            {
                bool isWrapped = context.WrapperOf(i) is not null;
                context.Report(
                    RuleIds.BackwardOrder,
                    ProblemPlace.Layer(origin, "GoBackwards"),
                    $"Layer '{context.NameOf(origin)}' returns the last timestep first (GoBackwards), and layer '{context.NameOf(i)}' reads its outputs in that order",
                    isWrapped ? "Use [Bidirectional], or remove GoBackwards" : $"Let '{context.NameOf(i)}' go backwards too, which restores the order, or use [Bidirectional]",
                    related: isWrapped ? null : ProblemPlace.Layer(i));
            }
        }
    }

    /// <summary>The layer whose outputs, last timestep first, a source returns or is made of; null for a source in order, and for one of which MG0007 says so.</summary>
    public static int? OriginOf(DeclarationContext context, int source)
    {
        while (source != LayerSources.Input && context.OutputOf(source) is { Kind: SignalKind.Sequence, IsReversed: true })
        {
            int layer = LayerSources.LayerOf(source);
            if (context.Layers[layer] is RecurrentDeclaration { GoBackwards: true })
            {
                return context.WrapperOf(layer) is null ? layer : null;
            }

            // What it reads is further up, so this ends.
            int next = context.SourcesOf(layer).Where(s => context.OutputOf(s).IsReversed).DefaultIfEmpty(LayerSources.Input).First();
            source = next;
        }

        return null;
    }

    private static void Swapped(DeclarationContext context, int layer, RecurrentDeclaration recurrent)
        => context.Report(
            RuleIds.SwappedDirections,
            ProblemPlace.Layer(layer, "GoBackwards"),
            $"Layer '{context.NameOf(layer)}' runs its layer in both directions, and GoBackwards swaps them: the forward half {Consequence(recurrent)}",
            "Remove GoBackwards");

    private static string Consequence(RecurrentDeclaration recurrent)
        => recurrent.ReturnSequences ? "reads the sequence from its end, and all outputs come last timestep first" : "is the one that ends at the first timestep";

    /// <summary>One origin is reported once, with the layer that reads it first.</summary>
    private static bool IsFirstReader(DeclarationContext context, int origin, int reader)
        => !Enumerable.Range(0, reader).Any(i => context.Layers[i] is RecurrentDeclaration { GoBackwards: false }
            && !LayerNames.IsOwnBackward(context.Layers, i)
            && context.SourcesOf(i).Any(s => OriginOf(context, s) == origin));
}
