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
}
