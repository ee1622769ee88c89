namespace ModelGen.Declaration.Rules;

/// <summary>MG0003: a masking layer tells from the model's input which timesteps all layers leave out.</summary>
internal sealed class MaskingPositionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is MaskingDeclaration && i != context.FirstLayer)
            {
                context.Report(
                    RuleIds.Shape,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' masks timesteps of the model's input, but it comes after layer '{context.NameOf(i - 1)}'",
                    "Make [Masking] the first layer: its mask holds for the whole model");
            }
        }
    }
}
