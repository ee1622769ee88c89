using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>
/// MG0003 and MG0009: what masks timesteps, [Masking] or an embedding with MaskZero, tells from the model's input, or from one of several, which timesteps
/// all layers leave out. So there is one of it, and everything that goes by the mask comes of that input.
/// </summary>
internal sealed class MaskingPositionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        int[] masks = Enumerable.Range(0, context.Layers.Count).Where(i => context.Layers[i] is MaskingDeclaration or EmbeddingDeclaration { MaskZero: true }).ToArray();
        bool misplaced = false;
        foreach (int i in masks)
        {
            misplaced |= context.Layers[i] is MaskingDeclaration && !CheckPlace(context, i);
        }

        if (masks.Length == 0 || misplaced || !context.Model.Inputs.Any())
        {
            return;
        }

        foreach (int i in masks.Skip(1))
        {
            context.Report(
                RuleIds.ModelInput,
                Place(context, i),
                $"Layer '{context.NameOf(i)}' masks timesteps by input '{Input(context, i)}', but layer '{context.NameOf(masks[0])}' does by '{Input(context, masks[0])}', and all layers of model '{context.Model.DisplayName}' have one mask",
                "Keep one of them, and give each row its length",
                related: ProblemPlace.Layer(masks[0]));
        }

        if (masks.Length == 1)
        {
            CheckReaders(context, masks[0]);
        }
    }

    private static bool CheckPlace(DeclarationContext context, int layer)
    {
        IReadOnlyList<int> sources = context.SourcesOf(layer);
        if (sources.Count == 1 && context.IsInput(sources[0]))
        {
            return true;
        }

        if (sources.Count > 1 && sources.All(context.IsInput))
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Layer(layer),
                $"Layer '{context.NameOf(layer)}' masks timesteps by one input of model '{context.Model.DisplayName}', but it reads {sources.Count}",
                "Name one of them in From, or make them one input");
            return false;
        }

        if (layer == context.FirstLayer)
        {
            // Above the inputs: MG0009 of the layer.
            return !context.Model.Inputs.Any();
        }

        context.Report(
            RuleIds.Shape,
            ProblemPlace.Layer(layer),
            $"Layer '{context.NameOf(layer)}' masks timesteps of the model's input, but it comes after layer '{context.NameOf(layer - 1)}'",
            context.Model.Inputs.Any() ? "Write [Masking] below the [Input] that it reads: its mask holds for the whole model" : "Make [Masking] the first layer: its mask holds for the whole model");
        return false;
    }

    /// <summary>A branch that does not come of the input with the mask would hold its states over timesteps that are its own.</summary>
    private static void CheckReaders(DeclarationContext context, int mask)
    {
        if (context.SourcesOf(mask).Count == 0 || !context.IsInput(context.SourcesOf(mask)[0]))
        {
            return;
        }

        int input = context.SourcesOf(mask)[0];
        for (int i = 0; i < context.Layers.Count; i++)
        {
            bool reads = context.Layers[i] is BidirectionalDeclaration or PoolingDeclaration or RepeatVectorDeclaration
                || (context.Layers[i] is RecurrentDeclaration && !(i > 0 && context.Layers[i - 1] is BidirectionalDeclaration));
            if (reads && context.SourcesOf(i).Count > 0 && context.InputOf(i).Kind == SignalKind.Sequence && context.InputOf(i).Repeated is null && !ComesOf(context, i, input))
            {
                context.Report(
                    RuleIds.ModelInput,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' goes by the model's mask, which layer '{context.NameOf(mask)}' tells from input '{context.NameOf(input)}', but it reads nothing that comes of that input",
                    $"Let it read '{context.NameOf(mask)}' too, or remove the mask and give each row its length",
                    related: ProblemPlace.Layer(mask));
            }
        }
    }

    private static bool ComesOf(DeclarationContext context, int layer, int input)
        => context.SourcesOf(layer).Where(source => source >= 0).Select(LayerSources.LayerOf).Any(source => source == input || ComesOf(context, source, input));

    private static string Input(DeclarationContext context, int layer)
        => context.SourcesOf(layer).Where(context.IsInput).Select(context.NameOf).DefaultIfEmpty(LayerSources.InputName).First();

    private static ProblemPlace Place(DeclarationContext context, int layer)
        => context.Layers[layer] is EmbeddingDeclaration ? ProblemPlace.Layer(layer, "MaskZero") : ProblemPlace.Layer(layer);
}
