using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: an option of a part that an LSTM does not have would do nothing.</summary>
internal sealed class LstmOptionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is LstmDeclaration { Projection: null } lstm)
            {
                foreach (string argument in ProjectionArguments(lstm))
                {
                    context.Report(
                        RuleIds.OptionValue,
                        ProblemPlace.Layer(i, argument),
                        $"Layer '{context.NameOf(i)}' has {argument}, but no projection",
                        $"Set Projection to the length of the output, or remove {argument}");
                }
            }
        }
    }

    private static IEnumerable<string> ProjectionArguments(LstmDeclaration lstm)
    {
        if (lstm.ProjectionClip is not null)
        {
            yield return "ProjectionClip";
        }

        if (lstm.ProjectionInitializer != Initializer.Preset)
        {
            yield return "ProjectionInitializer";
        }

        if (lstm.Rules.Tensors.FirstOrDefault(t => t.Prefix == "Projection") is not { } rule)
        {
            yield break;
        }

        if (rule.L1 != 0)
        {
            yield return "ProjectionL1";
        }

        if (rule.L2 != 0)
        {
            yield return "ProjectionL2";
        }

        if (rule.Constraint != WeightConstraint.None)
        {
            yield return "ProjectionConstraint";
        }

        if (rule.Scale is not null)
        {
            yield return "ProjectionInitializerScale";
        }

        if (rule.Mean is not null)
        {
            yield return "ProjectionInitializerMean";
        }
    }
}
