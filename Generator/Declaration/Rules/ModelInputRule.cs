using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0009: a model reads Features values per timestep, or its inputs, or ids if its first layer is an embedding; one of the three.</summary>
internal sealed class ModelInputRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        int first = context.FirstLayer;
        if (model.Inputs.Any())
        {
            CheckInputs(context, first);
            return;
        }

        if (first < 0)
        {
            return;
        }

        if (context.Layers[first] is EmbeddingDeclaration)
        {
            if (model.Features is { } features)
            {
                context.Report(
                    RuleIds.ModelInput,
                    ProblemPlace.Model("Features"),
                    $"Model '{model.DisplayName}' says Features = {features}, but its first layer '{context.NameOf(first)}' reads one id per timestep",
                    "Remove Features, or the embedding");
            }
        }
        else if (model.Features is null && !HasEmbedding(model))
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Model(),
                $"Nothing says what the first layer '{context.NameOf(first)}' of model '{model.DisplayName}' reads",
                "Set Features to the number of inputs per timestep, declare the inputs with [Input], or begin with [Embedding] to read ids");
        }
    }

    private static void CheckInputs(DeclarationContext context, int first)
    {
        ModelDeclaration model = context.Model;
        if (model.Features is { } features)
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Model("Features"),
                $"Model '{model.DisplayName}' says Features = {features}, but its inputs say what it reads: [Input] has {model.Inputs.Sum(i => (long)i.Features)} values",
                "Remove Features, or the inputs");
        }

        if (first < 0)
        {
            return;
        }

        int declared = Enumerable.Range(0, context.Layers.Count).First(i => context.Layers[i] is InputDeclaration);
        if (first < declared && context.Layers[first].From is null)
        {
            context.Report(
                RuleIds.ModelInput,
                ProblemPlace.Layer(first),
                $"Layer '{context.NameOf(first)}' stands above the inputs of model '{model.DisplayName}', and there is nothing that it reads",
                "Write the [Input] that it reads above it",
                related: ProblemPlace.Layer(declared));
        }
    }

    /// <summary>An embedding further down is misplaced (MG0003) and, once moved, says what the model reads.</summary>
    private static bool HasEmbedding(ModelDeclaration model)
    {
        foreach (LayerDeclaration layer in model.Layers)
        {
            if (layer is EmbeddingDeclaration)
            {
                return true;
            }
        }

        return false;
    }
}
