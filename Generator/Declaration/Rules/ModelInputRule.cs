namespace ModelGen.Declaration.Rules;

/// <summary>MG0009: a model reads Features values per timestep, or ids if its first layer is an embedding; one of the two.</summary>
internal sealed class ModelInputRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        int first = context.FirstLayer;
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
                "Set Features to the number of inputs per timestep, or begin with [Embedding] to read ids");
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
