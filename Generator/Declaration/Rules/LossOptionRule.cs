using System.Globalization;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0004 and MG0011: the numbers of a loss lie in their ranges, and the loss reads them.</summary>
internal sealed class LossOptionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            LossDeclaration loss = context.Model.Losses[i];
            bool isCrossentropy = loss.Kind is LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy or LossKind.BinaryCrossentropy;

            // Written so that NaN fails.
            if (!(loss.LabelSmoothing >= 0 && loss.LabelSmoothing < 1))
            {
                context.Report(RuleIds.Size, ProblemPlace.Loss(i, "LabelSmoothing"), $"This loss spreads a share of {Number(loss.LabelSmoothing)}", "Give it a share of at least 0 and less than 1");
            }
            else if (loss.LabelSmoothing != 0 && !isCrossentropy)
            {
                context.Report(RuleIds.OptionValue, ProblemPlace.Loss(i, "LabelSmoothing"), $"{loss.Kind} has LabelSmoothing = {Number(loss.LabelSmoothing)}, but {(loss.Kind == LossKind.Ctc ? "its labels say nothing of single timesteps" : "its targets are no labels")}", "Remove LabelSmoothing, or choose a cross-entropy");
            }

            if (loss.Delta is { } delta && !(delta > 0 && delta <= float.MaxValue))
            {
                context.Report(RuleIds.Size, ProblemPlace.Loss(i, "Delta"), $"This loss becomes straight at an error of {Number(delta)}", "Give it a finite Delta above 0");
            }
            else if (loss.Delta is not null && loss.Kind != LossKind.Huber)
            {
                context.Report(RuleIds.OptionValue, ProblemPlace.Loss(i, "Delta"), $"{loss.Kind} has Delta = {Number(loss.Delta.Value)}, which only Huber reads", "Remove Delta, or choose LossKind.Huber");
            }
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
