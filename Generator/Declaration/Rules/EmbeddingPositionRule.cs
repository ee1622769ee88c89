using System.Globalization;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0003 and others: an embedding reads ids: the model's input, or one of several inputs, which then nothing but embeddings read.</summary>
internal sealed class EmbeddingPositionRule : DeclarationRule
{
    /// <summary>All whole numbers up to it are floats.</summary>
    private const int GreatestVocabulary = 1 << 24;

    public override void Check(DeclarationContext context)
    {
        bool hasInputs = context.Model.Inputs.Any();
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is EmbeddingDeclaration embedding)
            {
                if (hasInputs)
                {
                    CheckInput(context, i, embedding);
                }
                else if (i != context.FirstLayer)
                {
                    Misplaced(context, i, i - 1, "Make the embedding the first layer, or replace it by [Dense]");
                }
            }
            else if (context.Layers[i] is InputDeclaration)
            {
                CheckOrder(context, i);
            }
            else
            {
                CheckReader(context, i);
            }
        }
    }

    /// <summary>An embedding that reads one of several inputs.</summary>
    private static void CheckInput(DeclarationContext context, int layer, EmbeddingDeclaration embedding)
    {
        string name = context.NameOf(layer);
        if (context.SourcesOf(layer).Count == 0 || context.SourcesOf(layer)[0] < 0)
        {
            // A name that is wrong, or a layer above the inputs, which other rules report.
            return;
        }

        int[] inputs = context.SourcesOf(layer).Where(context.IsInput).ToArray();
        if (inputs.Length < context.SourcesOf(layer).Count)
        {
            Misplaced(context, layer, context.SourcesOf(layer).First(s => !inputs.Contains(s)), "Write the embedding below the [Input(1)] with the ids, or name that in its From");
            return;
        }

        var input = (InputDeclaration)context.Layers[inputs[0]];
        if (inputs.Length > 1 || input.Features > 1)
        {
            string what = inputs.Length > 1 ? $"{inputs.Length} inputs" : $"input '{context.NameOf(inputs[0])}' of {input.Features} values";
            context.Report(
                RuleIds.Shape,
                ProblemPlace.Layer(layer),
                $"Layer '{name}' reads one id per timestep, but it is given {what}",
                "Declare an [Input(1)] for each kind of id, with an embedding each",
                related: ProblemPlace.Layer(inputs[0]));
        }
        else if (context.Model.Inputs.Count() == 1)
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Layer(layer),
                $"Layer '{name}' reads ids from '{context.NameOf(inputs[0])}', the only input of model '{context.Model.DisplayName}'",
                "Remove the [Input]: a model that begins with [Embedding] reads ids",
                related: ProblemPlace.Layer(inputs[0]));
        }

        if (embedding.Vocabulary > GreatestVocabulary)
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, "vocabulary"),
                $"Layer '{name}' has vocabulary = {embedding.Vocabulary.ToString(CultureInfo.InvariantCulture)}, and ids in a row beside other inputs are floats, which hold whole numbers up to {GreatestVocabulary.ToString(CultureInfo.InvariantCulture)}",
                "Give it a smaller vocabulary");
        }
    }

    /// <summary>Spans of ids come first, so that no overload of <c>Predict</c> looks like that with lengths.</summary>
    private static void CheckOrder(DeclarationContext context, int input)
    {
        int before = Enumerable.Range(0, input).FirstOrDefault(i => context.Layers[i] is InputDeclaration && !context.IsIds(i));
        if (context.IsIds(input) && context.Layers[before] is InputDeclaration && !context.IsIds(before))
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Layer(input),
                $"Input '{context.NameOf(input)}' is an id, but stands below input '{context.NameOf(before)}', which is a value",
                "Declare the inputs of ids first; layers can name any of them in From",
                related: ProblemPlace.Layer(before));
        }
    }

    /// <summary>An id is no number to compute with.</summary>
    private static void CheckReader(DeclarationContext context, int layer)
    {
        int ids = context.SourcesOf(layer).Where(context.IsIds).DefaultIfEmpty(-1).First();
        if (ids < 0)
        {
            return;
        }

        int embedding = Enumerable.Range(0, context.Layers.Count).First(i => context.Layers[i] is EmbeddingDeclaration && context.SourcesOf(i).Contains(ids));
        context.Report(
            RuleIds.Shape,
            ProblemPlace.Layer(layer),
            $"Layer '{context.NameOf(layer)}' reads input '{context.NameOf(ids)}', which is an id: layer '{context.NameOf(embedding)}' embeds it",
            embedding < layer ? $"Read '{context.NameOf(embedding)}' instead" : "Write the embedding above it, and read that",
            related: ProblemPlace.Layer(embedding));
    }

    private static void Misplaced(DeclarationContext context, int layer, int before, string remedy)
    {
        DeclaredSignal input = before < 0 ? context.InputOf(layer) : context.OutputOf(before);
        string width = input.Width > 0 ? input.Width.ToString(CultureInfo.InvariantCulture) : "features";
        string shape = input.Kind == SignalKind.Sequence ? $"[T, {width}]" : $"[{width}]";
        string place = before == layer - 1 ? " before it" : string.Empty;
        context.Report(
            RuleIds.Shape,
            ProblemPlace.Layer(layer),
            $"Layer '{context.NameOf(layer)}' reads ids [T], but layer '{context.SourceName(before)}'{place} returns values {shape}",
            remedy);
    }
}
