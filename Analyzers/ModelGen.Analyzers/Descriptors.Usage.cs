using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>States, instances, ids and allocation in user code.</content>
internal static partial class Descriptors
{
    private const string UsageCategory = "ModelGen.Usage";

    public static readonly DiagnosticDescriptor FreshState = new(
        RuleIds.FreshState,
        "New state is discarded",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A recurrent model remembers through its state. Where every Step begins with a fresh or reset state, and what it leaves is lost, the model is one without memory.",
        HelpPages + RuleIds.FreshState + ".md");

    public static readonly DiagnosticDescriptor UnresetState = new(
        RuleIds.UnresetState,
        "State is never reset",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A streaming model that is stepped through one sequence after the other remembers the one before, unless its state is reset in between.",
        HelpPages + RuleIds.UnresetState + ".md");

    public static readonly DiagnosticDescriptor SharedInstance = new(
        RuleIds.SharedInstance,
        "One stateful instance serves several agents or threads",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An instance has one state, and memory to compute in: it belongs to one stream, unless each has a state of its own, and to one caller at a time.",
        HelpPages + RuleIds.SharedInstance + ".md");
}
