using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0003: the names in <c>From</c> are layers further up (or the input), and what they return fits together.</summary>
internal sealed class SourceRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            LayerDeclaration layer = context.Layers[i];
            if (layer.From is not null && !MayHaveFrom(context, i))
            {
                continue;
            }

            bool namesExist = CheckNames(context, i);
            if (context.SourcesOf(i).Cast<int?>().FirstOrDefault(s => s >= 0 && !LayerSources.IsDirection(s.Value) && LayerNames.IsSplit(context.Layers, s.Value)) is { } split)
            {
                string name = context.NameOf(split);
                context.Report(
                    RuleIds.Shape,
                    layer.From is null ? ProblemPlace.Layer(i) : ProblemPlace.Layer(i, "From"),
                    $"Layer '{context.NameOf(i)}' reads '{name}', which is two outputs: Merge = MergeMode.None",
                    $"Read '{name}.forward' or '{name}.backward' or both, or merge them");
                continue;
            }

            if (layer is MergeDeclaration && namesExist && context.SourcesOf(i).Count < 2)
            {
                context.Report(
                    RuleIds.Shape,
                    layer.From is null ? ProblemPlace.Layer(i) : ProblemPlace.Layer(i, "From"),
                    $"Layer '{context.NameOf(i)}' joins several outputs, but reads only '{context.SourceName(context.SourcesOf(i)[0])}'",
                    "Set From to at least two names, such as From = \"lstm, input\"");
            }
            else if (namesExist)
            {
                CheckShapes(context, i);
            }
        }
    }

    private static bool MayHaveFrom(DeclarationContext context, int layer)
    {
        if (LayerNames.IsWrapped(context.Layers, layer) || LayerNames.IsOwnBackward(context.Layers, layer))
        {
            context.Report(
                RuleIds.Shape,
                ProblemPlace.Layer(layer, "From"),
                $"From on the layer that [Bidirectional] wraps has no meaning: both directions read what '{context.NameOf(layer)}' reads",
                "Set From on [Bidirectional]",
                related: ProblemPlace.Layer(LayerNames.Computing(context.Layers, layer) - 1));
            return false;
        }

        if (context.Layers[layer] is EmbeddingDeclaration && !context.Model.Inputs.Any())
        {
            context.Report(
                RuleIds.Shape,
                ProblemPlace.Layer(layer, "From"),
                $"Layer '{context.NameOf(layer)}' reads the model's ids and nothing else",
                "Remove From");
            return false;
        }

        return true;
    }

    /// <summary>Every name is that of something further up.</summary>
    private static bool CheckNames(DeclarationContext context, int layer)
    {
        ProblemPlace place = ProblemPlace.Layer(layer, "From");
        string name = context.NameOf(layer);
        bool exist = true;
        foreach (string source in (LayerSources.Names(context.Layers[layer]) ?? System.Array.Empty<string>()).Distinct())
        {
            if (source.Length == 0)
            {
                Report($"From of layer '{name}' has an empty name", "Write the names of layers above it, separated by commas");
            }
            else if (source == LayerSources.InputName && context.ReadsIds)
            {
                Report($"Layer '{name}' reads 'input', which is ids [T]", $"Read the embedding instead: '{context.NameOf(context.FirstLayer)}'");
            }
            else if (context.Find(source, layer) is null)
            {
                int? later = context.Find(source, context.Layers.Count);
                if (later is null)
                {
                    Report($"Layer '{name}' reads '{LayerNameRule.Printable(source)}', but no layer has that name", $"Above it are {Above(context, layer)}");
                }
                else
                {
                    string where = context.NameOf(later.Value) == name ? "which is itself" : "which comes after it";
                    Report($"Layer '{name}' reads layer '{source}', {where}", "Read layers further up only; what flows back in time is the business of recurrent layers");
                }
            }
        }

        return exist;

        void Report(string what, string remedy)
        {
            context.Report(RuleIds.Shape, place, what, remedy);
            exist = false;
        }
    }

    private static string Above(DeclarationContext context, int layer)
    {
        IEnumerable<string> names = Enumerable.Range(0, layer).Select(context.NameOf).Distinct();
        return string.Join(", ", (context.ReadsIds || context.Model.Inputs.Any() ? names : names.Prepend(LayerSources.InputName)).Select(name => $"'{name}'"));
    }

    /// <summary>Several sources are all sequences or all single rows, of one order in time, and of one width where they meet element by element.</summary>
    private static void CheckShapes(DeclarationContext context, int layer)
    {
        IReadOnlyList<int> sources = context.SourcesOf(layer);
        string name = context.NameOf(layer);
        DeclaredSignal first = sources.Count == 0 ? default : context.OutputOf(sources[0]);
        foreach (int source in sources.Skip(1))
        {
            DeclaredSignal other = context.OutputOf(source);
            string a = context.SourceName(sources[0]);
            string b = context.SourceName(source);
            if (other.Kind != first.Kind)
            {
                // Of a recurrent layer that reads a last output another rule says so.
                if (context.Layers[layer] is not RecurrentDeclaration and not BidirectionalDeclaration and not PoolingDeclaration and not FlattenDeclaration || first.Kind == SignalKind.Sequence)
                {
                    (string sequence, string last) = first.Kind == SignalKind.Sequence ? (a, b) : (b, a);
                    Report(
                        $"Layer '{name}' reads '{sequence}', which returns every timestep, together with '{last}', which returns only its last output",
                        $"Set ReturnSequences = true on the way to '{last}', or leave it out on the way to '{sequence}'");
                }
            }
            else if (other.IsReversed != first.IsReversed)
            {
                (string forward, string backward) = first.IsReversed ? (b, a) : (a, b);
                Report(
                    $"Layer '{name}' reads '{backward}', whose timesteps come last one first (GoBackwards), together with '{forward}', whose timesteps come in order",
                    "Use [Bidirectional], which puts the backward outputs back in order, or let a second layer go backwards after it");
            }
            else if (context.Layers[layer] is MergeDeclaration { Join: not JoinKind.Concatenate } && other.Width != first.Width && other.Width > 0 && first.Width > 0)
            {
                Report($"Layer '{name}' joins its sources element by element, but '{a}' has {first.Width} values and '{b}' {other.Width}", "Make them the same width, for instance by a [Dense] between, or use [Concatenate]");
            }
            else
            {
                continue;
            }

            return;
        }

        void Report(string what, string remedy)
            => context.Report(RuleIds.Shape, ProblemPlace.Layer(layer, "From"), what, remedy);
    }
}
