namespace ModelGen.Declaration.Rules;

/// <summary>MG0012: a model has at least one layer.</summary>
internal sealed class EmptyModelRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (context.Layers.Count == 0)
        {
            context.Report(
                RuleIds.EmptyModel,
                ProblemPlace.Model(),
                $"Model '{context.Model.DisplayName}' has no layers",
                "Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]");
        }
    }
}
