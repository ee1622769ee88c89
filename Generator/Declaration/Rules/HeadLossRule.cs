using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration.Rules;

/// <summary>MG1004, MG1005 and MG1007: a cross-entropy takes the model's outputs for what they are, logits or probabilities of its kind.</summary>
internal sealed class HeadLossRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        var ranges = new OutputRanges(context);
        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            LossDeclaration loss = context.Model.Losses[i];
            if (loss.Kind is LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy or LossKind.BinaryCrossentropy or LossKind.Ctc
                && context.OutputOf(loss) is { } output
                && ranges.Of(output) is { } range)
            {
                Check(context, i, loss, output, range);
            }
        }
    }

    private static void Check(DeclarationContext context, int index, LossDeclaration loss, int output, OutputRange range)
    {
        bool isBinary = loss.Kind == LossKind.BinaryCrossentropy;
        string head = context.NameOf(range.Layer);
        long width = context.OutputOf(output).Width;
        if (loss.FromLogits && range.Squash != Squash.None)
        {
            context.Report(
                RuleIds.SquashedTwice,
                ProblemPlace.Layer(range.Layer, Argument(context, range.Layer)),
                $"Layer '{head}' already returns probabilities ({ActivationOf(context, range.Layer)}), and {loss.Kind} with FromLogits = true squashes them once more, {Consequence(isBinary, width)}",
                "Remove the activation, so that the layer returns logits, or remove FromLogits",
                related: ProblemPlace.Loss(index, "FromLogits"));
        }
        // Of the only class of a categorical loss another rule says that it is always right.
        else if (!loss.FromLogits && range.CanBeNegative && (isBinary || width != 1))
        {
            string squash = isBinary ? "Sigmoid" : "Softmax";
            context.Report(
                RuleIds.RawProbabilities,
                ProblemPlace.Loss(index, "FromLogits"),
                $"{loss.Kind} takes the outputs of layer '{context.NameOf(output)}' for probabilities (FromLogits = false), but {(range.IsUnbounded ? "they are logits, of any size and sign" : $"they lie between {Bound(range.Low)} and {Bound(range.High)}")}",
                $"Set FromLogits = true, or let the layer return probabilities (Activation.{squash})",
                related: ProblemPlace.Layer(range.Layer),
                suggestion: squash,
                // Bounded outputs are no probabilities either, but someone may have meant them so.
                severity: range.IsUnbounded ? null : DiagnosticSeverity.Warning);
        }
        else if (!loss.FromLogits && isBinary && range.Squash == Squash.Softmax && width != 1)
        {
            context.Report(
                RuleIds.HeadAndLoss,
                ProblemPlace.Loss(index, "kind"),
                width == 2
                    ? $"Layer '{head}' returns a distribution over 2 classes (Softmax), of which BinaryCrossentropy is the same as CategoricalCrossentropy only for one-hot targets"
                    : $"Layer '{head}' returns one distribution over {Classes(width)} (Softmax), but BinaryCrossentropy takes each output for a probability of its own",
                "Use CategoricalCrossentropy where one class holds, or Sigmoid where any number of labels do",
                related: ProblemPlace.Layer(range.Layer),
                suggestion: "Sigmoid",
                severity: width == 2 ? DiagnosticSeverity.Info : null);
        }
        else if (!loss.FromLogits && !isBinary && range.Squash == Squash.Sigmoid && width != 1)
        {
            context.Report(
                RuleIds.HeadAndLoss,
                ProblemPlace.Loss(index, "kind"),
                $"Layer '{head}' returns probabilities that do not add up to 1 ({ActivationOf(context, range.Layer)}), but {loss.Kind} takes its {width} outputs for one distribution",
                loss.Kind == LossKind.CategoricalCrossentropy ? "Use Softmax where one class holds, or BinaryCrossentropy where any number of labels do" : "Use Softmax",
                related: ProblemPlace.Layer(range.Layer),
                suggestion: "Softmax");
        }
    }

    /// <summary>What is left of a certain prediction: softmax of (1, 0, …), or the sigmoid of 1.</summary>
    private static string Consequence(bool isBinary, long width)
        => isBinary ? "so that what the loss sees lies between 0.5 and 0.73"
            : width > 1 ? $"so that over {Classes(width)} the loss never sees more than {(Math.E / (Math.E + width - 1)).ToString("0.##", CultureInfo.InvariantCulture)}"
            : "so that no prediction can be certain";

    private static string Classes(long width) => width > 1 ? $"{width} classes" : "all classes";

    private static string Bound(double bound)
        => double.IsPositiveInfinity(bound) ? "∞" : double.IsNegativeInfinity(bound) ? "−∞" : bound.ToString("R", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Argument(DeclarationContext context, int layer) => context.Layers[layer] is ActivationDeclaration ? "activation" : "Activation";

    private static Activation ActivationOf(DeclarationContext context, int layer) => context.Layers[layer] switch
    {
        DenseDeclaration dense => dense.Activation.Kind,
        ActivationDeclaration activation => activation.Activation.Kind,
        LstmDeclaration { OutputActivation: { } output } => output.Kind,
        RecurrentDeclaration recurrent => recurrent.Activation.Kind,
        _ => Activation.Sigmoid,
    };
}
