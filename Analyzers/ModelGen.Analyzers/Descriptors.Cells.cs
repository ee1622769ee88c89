using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG1013 to MG1015: cells that a person wrote.</content>
internal static partial class Descriptors
{
    public static readonly DiagnosticDescriptor ForgetBias = new(
        RuleIds.ForgetBias,
        "Forget bias is missing",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A forget gate that starts at σ(0) = ½ halves the cell state at every timestep, and with it the gradient. A bias of 1 lets an LSTM remember before it has learnt to.",
        HelpPages + RuleIds.ForgetBias + ".md");

    public static readonly DiagnosticDescriptor SwappedStates = new(
        RuleIds.SwappedStates,
        "Hidden and cell state are swapped",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An LSTM has two states: the cell state, which the forget gate multiplies, and the hidden state, which the gates read. One stands where the other belongs.",
        HelpPages + RuleIds.SwappedStates + ".md");

    public static readonly DiagnosticDescriptor MissingRecurrentTerm = new(
        RuleIds.MissingRecurrentTerm,
        "A gate lacks its recurrent term",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Each gate of a recurrent cell reads the input and the hidden state. One of them reads the input alone.",
        HelpPages + RuleIds.MissingRecurrentTerm + ".md");

    public static readonly DiagnosticDescriptor StateNotReturned = new(
        RuleIds.StateNotReturned,
        "The new state is not returned",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A recurrent cell computes a new state that nothing outside of it can read, so that the next timestep begins with an old one.",
        HelpPages + RuleIds.StateNotReturned + ".md");

    /// <summary>The descriptor of a rule about cells.</summary>
    public static DiagnosticDescriptor OfCells(string ruleId) => ruleId switch
    {
        RuleIds.ForgetBias => ForgetBias,
        RuleIds.SwappedStates => SwappedStates,
        RuleIds.MissingRecurrentTerm => MissingRecurrentTerm,
        _ => StateNotReturned,
    };
}
