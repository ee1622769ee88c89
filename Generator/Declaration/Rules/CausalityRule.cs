namespace ModelGen.Declaration.Rules;

/// <summary>MG0008: a model that is run step by step cannot read the future.</summary>
internal sealed class CausalityRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (!context.Model.Streaming)
        {
            return;
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is BidirectionalDeclaration)
            {
                context.Report(
                    RuleIds.Causality,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' reads the sequence from both ends, but model '{context.Model.DisplayName}' is run one timestep at a time (Streaming = true)",
                    "Remove [Bidirectional] or Streaming",
                    related: ProblemPlace.Model());
            }
            else if (context.Layers[i] is PoolingDeclaration or FlattenDeclaration or RepeatVectorDeclaration)
            {
                context.Report(
                    RuleIds.Causality,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' reads a sequence to its end, but model '{context.Model.DisplayName}' is run one timestep at a time (Streaming = true)",
                    "Remove the layer or Streaming",
                    related: ProblemPlace.Model());
            }
            else if (context.Layers[i] is RecurrentDeclaration { GoBackwards: true })
            {
                context.Report(
                    RuleIds.Causality,
                    ProblemPlace.Layer(i, "GoBackwards"),
                    $"Layer '{context.NameOf(i)}' reads the sequence from its end, but model '{context.Model.DisplayName}' is run one timestep at a time (Streaming = true)",
                    "Remove GoBackwards or Streaming",
                    related: ProblemPlace.Model());
            }
        }
    }
}
