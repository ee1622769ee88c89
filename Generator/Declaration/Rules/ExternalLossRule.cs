namespace ModelGen.Declaration.Rules;

/// <summary>MG0003 and MG0011: an external loss is the only one of a model with one output, and has nothing to say of that output.</summary>
internal sealed class ExternalLossRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            LossDeclaration loss = context.Model.Losses[i];
            if (loss.Kind != LossKind.External)
            {
                continue;
            }

            if (context.Outputs.Count > 1)
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Loss(i, "kind"),
                    $"The model has {context.Outputs.Count} outputs, and an external loss is for a model with one",
                    "Join the outputs with [Concatenate], or give each a loss of another kind");
            }

            if (loss.FromLogits)
            {
                context.Report(
                    RuleIds.OptionValue,
                    ProblemPlace.Loss(i, "FromLogits"),
                    "An external loss has FromLogits = true, but it computes nothing of the outputs",
                    "Remove FromLogits");
            }
        }
    }
}
