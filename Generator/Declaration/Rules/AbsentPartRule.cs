using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0010: an argument of a tensor or a step that the layer does not have.</summary>
internal sealed class AbsentPartRule : DeclarationRule
{
    private static readonly string[] s_endings = { "Initializer", "InitializerScale", "InitializerMean", "L1", "L2", "Constraint" };

    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            foreach ((string prefix, string lack, string remedy) in Absent(context.Layers[i]))
            {
                foreach (string argument in context.Layers[i].Written.Where(a => Concerns(a, prefix)))
                {
                    context.Report(
                        RuleIds.IdleOption,
                        ProblemPlace.Layer(i, argument),
                        $"Layer '{context.CellName(i)}' has {argument}, but {lack}",
                        string.Format(System.Globalization.CultureInfo.InvariantCulture, remedy, argument));
                }
            }
        }
    }

    /// <summary>How the arguments begin, why they have nothing to say, and what to do.</summary>
    private static IEnumerable<(string Prefix, string Lack, string Remedy)> Absent(LayerDeclaration layer)
    {
        if (layer is RecurrentDeclaration { UseBias: false } or DenseDeclaration { UseBias: false })
        {
            yield return ("Bias", "UseBias = false, so that it has no bias", "Remove {0}, or UseBias = false");
            yield return ("UnitForgetBias", "UseBias = false, so that it has no bias", "Remove {0}, or UseBias = false");
        }
        else if (layer is LstmDeclaration { InputForgetCoupling: true })
        {
            yield return ("UnitForgetBias", "its forget gate is 1 − the input gate (InputForgetCoupling)", "Remove {0}, or InputForgetCoupling");
        }

        if (layer is LayerNormalizationDeclaration { Scale: false } or BatchNormalizationDeclaration { Scale: false })
        {
            yield return ("Gamma", "Scale = false, so that it has no gamma", "Remove {0}, or Scale = false");
        }

        if (layer is LayerNormalizationDeclaration { Center: false } or BatchNormalizationDeclaration { Center: false })
        {
            yield return ("Beta", "Center = false, so that it has no beta", "Remove {0}, or Center = false");
        }

        if (layer is not LstmDeclaration lstm)
        {
            yield break;
        }

        if (lstm.Projection is null)
        {
            yield return ("Projection", "no projection", "Set Projection to the length of the output, or remove {0}");
            yield return ("ProjectionClip", "no projection", "Set Projection to the length of the output, or remove {0}");
        }

        if (!lstm.LayerNorm)
        {
            foreach (string prefix in new[] { "LayerNormEpsilon", "Gain", "CellGain", "CellBias" })
            {
                yield return (prefix, "no layer normalisation", "Set LayerNorm = true, or remove {0}");
            }
        }
        else if (!lstm.UseBias)
        {
            yield return ("CellBias", "UseBias = false, so that it has no cell_bias", "Remove {0}, or UseBias = false");
        }
    }

    private static bool Concerns(string argument, string prefix)
        => argument == prefix
            ? prefix is "UnitForgetBias" or "ProjectionClip" or "LayerNormEpsilon"
            : argument.StartsWith(prefix, System.StringComparison.Ordinal) && s_endings.Contains(argument.Substring(prefix.Length));
}
