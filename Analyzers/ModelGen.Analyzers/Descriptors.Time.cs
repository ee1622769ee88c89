using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG2xxx: time, masks and direction.</content>
internal static partial class Descriptors
{
    private const string TimeCategory = "ModelGen.Time";

    public static readonly DiagnosticDescriptor BackwardOrder = new(
        RuleIds.BackwardOrder,
        "Backward outputs are not put back in time order",
        TwoSentences,
        TimeCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A layer that goes backwards returns its outputs in the order in which it computes them, last timestep first. Whatever takes them for a sequence in order reads the wrong timestep everywhere but in the middle.",
        HelpPages + RuleIds.BackwardOrder + ".md");
}
