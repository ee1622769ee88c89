using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG4xxx: code generation and the platform; and MG0015, what a model costs.</content>
internal static partial class Descriptors
{
    private const string PlatformCategory = "ModelGen.Platform";

    // A report that is asked for: a line for each layer would be noise where nobody reads it.
    public static readonly DiagnosticDescriptor Cost = new(
        RuleIds.Cost,
        "Shapes and cost of a layer",
        "{0}",
        DeclarationCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: false,
        "What a layer reads and returns, how many parameters it has, and what it costs. Off until it is turned on in .editorconfig.",
        HelpPages + RuleIds.Cost + ".md");

    public static readonly DiagnosticDescriptor Budget = new(
        RuleIds.Budget,
        "Model costs more than its budget",
        TwoSentences,
        PlatformCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The [Budget] of a model says what it may cost in memory and arithmetic. The declared layers cost more.",
        HelpPages + RuleIds.Budget + ".md");

    public static readonly DiagnosticDescriptor Language = new(
        RuleIds.Language,
        "Language version or target framework too old",
        TwoSentences,
        PlatformCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The code of a model is C# of a certain version, for a certain version of .NET. A project that compiles with older ones gets no code for its models.",
        HelpPages + RuleIds.Language + ".md");

    public static readonly DiagnosticDescriptor CacheLevel = new(
        RuleIds.CacheLevel,
        "Weights would fit the second cache level as bfloat16",
        TwoSentences,
        PlatformCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A model that is stepped reads all of its weights at every timestep, so the cache level that they fit in decides how fast it is. As bfloat16 kernels take half of the memory.",
        HelpPages + RuleIds.CacheLevel + ".md");
}
