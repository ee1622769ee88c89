namespace ModelGen.Declaration.Rules;

/// <summary>
/// MG0003, MG0004 and MG0011: a CTC loss is the only one of a model with one output, which is a sequence and has classes besides the blank; its options
/// are for no other loss.
/// </summary>
internal sealed class CtcLossRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            LossDeclaration loss = context.Model.Losses[i];
            if (loss.Kind != LossKind.Ctc)
            {
                CheckOthers(context, i, loss);
                continue;
            }

            if (context.Outputs.Count > 1)
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Loss(i, "kind"),
                    $"The model has {context.Outputs.Count} outputs, and a CTC loss is for a model with one",
                    "Give each output a loss of another kind, or make two models");
                continue;
            }

            if (context.OutputOf(loss) is not { } layer)
            {
                continue;
            }

            DeclaredSignal output = context.OutputOf(layer);
            if (output.Kind != SignalKind.Sequence)
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Loss(i, "kind"),
                    $"Ctc aligns labels with timesteps, but layer '{context.NameOf(layer)}' returns one output for the whole row",
                    "Return a sequence (ReturnSequences = true), or choose SparseCategoricalCrossentropy");
            }
            else if (output.Width == 1)
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Loss(i, "kind"),
                    $"Ctc chooses between classes and a blank, but layer '{context.NameOf(layer)}' returns 1 output",
                    "Return one output per class, and one for the blank");
            }
            else if (loss.Blank is { } blank && (blank < 0 || (output.Width > 0 && blank >= output.Width)))
            {
                context.Report(
                    RuleIds.Size,
                    ProblemPlace.Loss(i, "Blank"),
                    $"The blank is class {blank}, but layer '{context.NameOf(layer)}' returns the classes 0 to {output.Width - 1}",
                    "Choose one of them");
            }
        }
    }

    private static void CheckOthers(DeclarationContext context, int index, LossDeclaration loss)
    {
        if (loss.Blank is { } blank)
        {
            context.Report(RuleIds.OptionValue, ProblemPlace.Loss(index, "Blank"), $"{loss.Kind} has Blank = {blank}, which only Ctc reads", "Remove Blank, or choose LossKind.Ctc");
        }

        if (loss.ZeroInfinity is { } zero)
        {
            context.Report(RuleIds.OptionValue, ProblemPlace.Loss(index, "ZeroInfinity"), $"{loss.Kind} has ZeroInfinity = {(zero ? "true" : "false")}, which only Ctc reads", "Remove ZeroInfinity, or choose LossKind.Ctc");
        }
    }
}
