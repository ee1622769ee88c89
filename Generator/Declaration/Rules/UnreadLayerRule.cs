using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0014: what a layer returns is read by another one or is the model's output; in a graph one can be forgotten.</summary>
internal sealed class UnreadLayerRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        var read = new HashSet<int>();
        for (int i = 0; i < context.Layers.Count; i++)
        {
            read.UnionWith(context.SourcesOf(i));
            if (LayerSources.Names(context.Layers[i])?.Length > context.SourcesOf(i).Count || (context.Layers[i].Name == LayerSources.InputName && context.Layers[i] is not InputDeclaration))
            {
                // A name that is wrong, which another rule reports, may be meant for any layer.
                return;
            }
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (!read.Contains(i) && context.Layers[i] is InputDeclaration)
            {
                context.Report(
                    RuleIds.UnreadLayer,
                    ProblemPlace.Layer(i),
                    $"No layer reads input '{context.NameOf(i)}'",
                    "Name it in the From of a layer below it, write it directly above the layer that reads it, or remove it");
            }
            else if (LayerNames.IsSplit(context.Layers, i))
            {
                CheckDirections(context, read, i);
            }
            else if (i < context.LastLayer && !LayerNames.IsOwnBackward(context.Layers, i) && !read.Contains(i) && !context.Outputs.Contains(i) && context.Layers[i] is not BidirectionalDeclaration)
            {
                context.Report(
                    RuleIds.UnreadLayer,
                    ProblemPlace.Layer(context.WrapperOf(i) is null ? i : i - 1),
                    $"No layer reads what layer '{context.NameOf(i)}' returns, and it is no output of the model: not the last layer, nor one with Output = true",
                    "Name it in the From of a layer further down, set Output = true, or remove it");
            }
        }
    }

    /// <summary>Of a layer that does not merge its directions, both are read; where one is read as if it were the layer, another rule says so.</summary>
    private static void CheckDirections(DeclarationContext context, HashSet<int> read, int layer)
    {
        foreach (int direction in LayerSources.DirectionsOf(layer).Where(d => !read.Contains(layer) && !read.Contains(d) && !context.Outputs.Contains(d)))
        {
            context.Report(
                RuleIds.UnreadLayer,
                ProblemPlace.Layer(layer - 1),
                $"No layer reads '{context.NameOf(direction)}', and it is no output of the model",
                "Name it in the From of a layer further down, set Output = true, or use a layer of one direction");
        }
    }
}
