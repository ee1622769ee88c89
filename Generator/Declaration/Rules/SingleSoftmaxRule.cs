namespace ModelGen.Declaration.Rules;

/// <summary>MG1006: softmax divides by the sum over all units, which over one is the unit itself.</summary>
internal sealed class SingleSoftmaxRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            string? argument = context.Layers[i] switch
            {
                DenseDeclaration { Units: 1, Activation.IsSoftmax: true } => "Activation",
                ActivationDeclaration { Activation.IsSoftmax: true } when context.InputOf(i).Width == 1 => "activation",
                _ => null,
            };
            if (argument is not null)
            {
                context.Report(
                    RuleIds.SingleSoftmax,
                    ProblemPlace.Layer(i, argument),
                    $"Layer '{context.NameOf(i)}' applies softmax to 1 unit{(context.InputOf(i).Kind == SignalKind.Sequence ? " of every timestep" : string.Empty)}, so that it always returns 1",
                    "Use Sigmoid for one probability, or one unit per class");
            }
        }
    }
}
