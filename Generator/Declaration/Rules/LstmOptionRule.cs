using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: an option of a part that an LSTM does not have would do nothing, and some options of an LSTM exclude each other.</summary>
internal sealed class LstmOptionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is not LstmDeclaration lstm)
            {
                continue;
            }

            CheckNormalization(context, i, lstm);
            if (lstm.Projection is null)
            {
                foreach (string argument in (lstm.ProjectionClip is null ? Enumerable.Empty<string>() : new[] { "ProjectionClip" }).Concat(Arguments(lstm, "Projection")))
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

    private static void CheckNormalization(DeclarationContext context, int layer, LstmDeclaration lstm)
    {
        string name = context.NameOf(layer);
        if (!lstm.LayerNorm && lstm.LayerNormEpsilon is not null)
        {
            Report("LayerNormEpsilon", $"Layer '{name}' has LayerNormEpsilon, but no layer normalisation", "Set LayerNorm = true, or remove LayerNormEpsilon");
        }

        foreach (string argument in new[] { "Gain", "CellGain", "CellBias" }.SelectMany(prefix => Arguments(lstm, prefix)))
        {
            if (!lstm.LayerNorm)
            {
                Report(argument, $"Layer '{name}' has {argument}, but no layer normalisation", $"Set LayerNorm = true, or remove {argument}");
            }
        }

        // The only cell with this normalisation, TensorFlow 1's, has neither, so that nothing says which comes first.
        if (lstm.LayerNorm && lstm.Peepholes)
        {
            Report("Peepholes", $"Layer '{name}' normalises its gates, and no cell says whether peepholes belong to the sums that are normalised", "Remove Peepholes, or LayerNorm");
        }

        if (lstm.LayerNorm && lstm.CellClip is not null)
        {
            Report("CellClip", $"Layer '{name}' clips a cell state that it normalises, and no cell says which comes first", "Remove CellClip, or LayerNorm");
        }

        void Report(string argument, string problem, string remedy) => context.Report(RuleIds.OptionValue, ProblemPlace.Layer(layer, argument), problem, remedy);
    }

    /// <summary>The arguments that say something about one kind of tensor.</summary>
    private static IEnumerable<string> Arguments(LstmDeclaration lstm, string prefix)
    {
        if (lstm.Options.Any(o => o.Argument == prefix + "Initializer" && o.Value is not Initializer.Preset))
        {
            yield return prefix + "Initializer";
        }

        if (lstm.Rules.Of(prefix) is not { } rule)
        {
            yield break;
        }

        if (rule.L1 != 0)
        {
            yield return prefix + "L1";
        }

        if (rule.L2 != 0)
        {
            yield return prefix + "L2";
        }

        if (rule.Constraint != WeightConstraint.None)
        {
            yield return prefix + "Constraint";
        }

        if (rule.Scale is not null)
        {
            yield return prefix + "InitializerScale";
        }

        if (rule.Mean is not null)
        {
            yield return prefix + "InitializerMean";
        }
    }
}
