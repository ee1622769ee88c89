using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG2002 to MG2004 and MG2010: reversals, last timesteps, padding and layouts.</content>
internal static partial class Descriptors
{
    public static readonly DiagnosticDescriptor Reversal = new(
        RuleIds.Reversal,
        "Reversed twice, or over the padding",
        TwoSentences,
        TimeCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A sequence is reversed once, by length: twice is not at all, the whole axis takes the padding along, and a flat array the values of each timestep.",
        HelpPages + RuleIds.Reversal + ".md");

    public static readonly DiagnosticDescriptor LastTimestep = new(
        RuleIds.LastTimestep,
        "Last timestep of a bidirectional sequence",
        TwoSentences,
        TimeCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The backward direction begins with the last timestep, so that its output there has seen nothing but that one.",
        HelpPages + RuleIds.LastTimestep + ".md");

    public static readonly DiagnosticDescriptor Unmasked = new(
        RuleIds.Unmasked,
        "Padded sequences without lengths or mask",
        TwoSentences,
        TimeCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Padding that is neither masked nor cut off by lengths is read as data.",
        HelpPages + RuleIds.Unmasked + ".md");

    public static readonly DiagnosticDescriptor Layout = new(
        RuleIds.Layout,
        "Time-major data where batch-major rows are read",
        TwoSentences,
        TimeCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A model reads [rows, timesteps, features]. Time-major data of the same length are other rows, made of a timestep of each.",
        HelpPages + RuleIds.Layout + ".md");
}
