using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG3xxx: weights files that are part of the build.</content>
internal static partial class Descriptors
{
    private const string WeightsCategory = "ModelGen.Weights";

    public static readonly DiagnosticDescriptor WeightsFile = new(
        RuleIds.WeightsFile,
        "Weights file does not fit the declaration",
        TwoSentences,
        WeightsCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A weights file has to hold exactly the tensors of the model, in their shapes. One that does not would be refused when the program runs.",
        HelpPages + RuleIds.WeightsFile + ".md");

    public static readonly DiagnosticDescriptor FileReset = new(
        RuleIds.FileReset,
        "GRU reset variant differs from the file's",
        TwoSentences,
        WeightsCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A GRU that resets after the recurrent product has two biases, one that resets before it has one. The file was saved by the other variant.",
        HelpPages + RuleIds.FileReset + ".md");

    public static readonly DiagnosticDescriptor FileLayers = new(
        RuleIds.FileLayers,
        "Number of stacked layers differs from the file's",
        TwoSentences,
        WeightsCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The file holds another number of recurrent layers than the model declares.",
        HelpPages + RuleIds.FileLayers + ".md");
}
