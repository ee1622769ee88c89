using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG1xxx: training quality.</content>
internal static partial class Descriptors
{
    private const string TrainingCategory = "ModelGen.Training";

    public static readonly DiagnosticDescriptor RecurrentKernel = new(
        RuleIds.RecurrentKernel,
        "Plain random initialisation of a recurrent kernel",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A recurrent kernel is applied at every timestep. Drawn with a spread that does not go by its size, it lets the state die out or grow; the same weight everywhere keeps all units alike.",
        HelpPages + RuleIds.RecurrentKernel + ".md");

    public static readonly DiagnosticDescriptor SquashedTwice = new(
        RuleIds.SquashedTwice,
        "Softmax or sigmoid head with a from-logits loss",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A loss with FromLogits = true applies softmax or the sigmoid itself. Outputs that are probabilities already are squashed twice, and no prediction can be certain.",
        HelpPages + RuleIds.SquashedTwice + ".md");

    public static readonly DiagnosticDescriptor RawProbabilities = new(
        RuleIds.RawProbabilities,
        "Probability loss on raw logits",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A cross-entropy without FromLogits = true takes the logarithm of the outputs. Outputs that can be negative are no probabilities, and where the loss clips them they get no gradient.",
        HelpPages + RuleIds.RawProbabilities + ".md");

    public static readonly DiagnosticDescriptor SingleSoftmax = new(
        RuleIds.SingleSoftmax,
        "Softmax over one unit",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Softmax divides by the sum over all units. Over one unit the result is always 1, whatever the weights are, and they get no gradient.",
        HelpPages + RuleIds.SingleSoftmax + ".md");

    public static readonly DiagnosticDescriptor HeadAndLoss = new(
        RuleIds.HeadAndLoss,
        "Softmax with a binary cross-entropy, or sigmoid with a categorical one",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Softmax and a categorical cross-entropy belong together where one class holds; sigmoid and a binary cross-entropy where any number of labels do.",
        HelpPages + RuleIds.HeadAndLoss + ".md");

    public static readonly DiagnosticDescriptor UnboundedCell = new(
        RuleIds.UnboundedCell,
        "Unbounded cell activation",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A cell reads its own output at every timestep. With an activation that has no bound, such as relu, the state can grow with each of them, and training ends in NaN.",
        HelpPages + RuleIds.UnboundedCell + ".md");

    public static readonly DiagnosticDescriptor UnclippedTraining = new(
        RuleIds.UnclippedTraining,
        "Long sequences trained without gradient clipping",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Back-propagation multiplies the gradient at every timestep. Over many of them it can grow until one update ruins the weights; a clip bounds it.",
        HelpPages + RuleIds.UnclippedTraining + ".md");

    public static readonly DiagnosticDescriptor ForgetBiasTwice = new(
        RuleIds.ForgetBiasTwice,
        "Forget bias applied twice",
        TwoSentences,
        TrainingCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "New weights hold the forget bias of 1, under TensorFlow 1's preset too. Code that adds it once more starts the gate at 2.",
        HelpPages + RuleIds.ForgetBiasTwice + ".md");
}
