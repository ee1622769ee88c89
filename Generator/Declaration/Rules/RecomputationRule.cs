using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: what is computed once more in the backward pass is there.</summary>
internal sealed class RecomputationRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (!context.Model.RecomputeActivations)
        {
            return;
        }

        if (context.Model.Loss is null)
        {
            context.Report(RuleIds.OptionValue, ProblemPlace.Model("RecomputeActivations"), "The model has RecomputeActivations = true, but without a loss it has no training", "Add [Loss], or remove RecomputeActivations");
        }
        else if (!context.Model.Layers.OfType<RecurrentDeclaration>().Any())
        {
            context.Report(RuleIds.OptionValue, ProblemPlace.Model("RecomputeActivations"), "The model has RecomputeActivations = true, but no recurrent layer whose gates could be computed once more", "Remove RecomputeActivations");
        }
    }
}
