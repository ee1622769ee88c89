namespace ModelGen.Declaration.Rules;

/// <summary>MG0003: a cross-entropy between classes needs an output for each of at least two classes.</summary>
internal sealed class LossClassesRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (context.Output.Width != 1
            || context.Model.Loss is not { Kind: LossKind.SparseCategoricalCrossentropy or LossKind.CategoricalCrossentropy } loss)
        {
            return;
        }

        context.Report(
            RuleIds.Shape,
            ProblemPlace.Loss("kind"),
            $"{loss.Kind} chooses between classes, but layer '{context.NameOf(context.Layers.Count - 1)}' returns 1 output, so the only class is always right and the loss always 0",
            "Return one output per class, or use BinaryCrossentropy");
    }
}
