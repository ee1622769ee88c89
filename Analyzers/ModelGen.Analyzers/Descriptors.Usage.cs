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

    public static readonly DiagnosticDescriptor ConstantIds = new(
        RuleIds.ConstantIds,
        "Id outside the vocabulary, or padding id used as a word",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An embedding has a row for each of the ids 0 to vocabulary - 1, and under MaskZero the id 0 means that there is nothing.",
        HelpPages + RuleIds.ConstantIds + ".md");

    public static readonly DiagnosticDescriptor TrainingForward = new(
        RuleIds.TrainingForward,
        "Training-mode forward on an inference path",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The forward pass of a training step drops values and normalises with the statistics of its batch, so its outputs are not those of the model.",
        HelpPages + RuleIds.TrainingForward + ".md");

    public static readonly DiagnosticDescriptor FrameAllocation = new(
        RuleIds.FrameAllocation,
        "Allocation on a per-frame path",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Step and Predict allocate nothing. What their callers allocate for each of them is collected sooner or later, in the middle of a frame.",
        HelpPages + RuleIds.FrameAllocation + ".md");

    public static readonly DiagnosticDescriptor CarriedStates = new(
        RuleIds.CarriedStates,
        "Stateful training that carries no state",
        TwoSentences,
        UsageCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "CarryStates carries the state from piece to piece of a row that is longer than MaxTimesteps. Every row begins in a state of zeros.",
        HelpPages + RuleIds.CarriedStates + ".md");
}
