namespace ModelGen.Declaration.Rules;

/// <summary>MG0005: a wrapper stands directly before the recurrent layer that it wraps.</summary>
internal sealed class WrapperRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is not BidirectionalDeclaration)
            {
                continue;
            }

            LayerDeclaration? next = i + 1 < context.Layers.Count ? context.Layers[i + 1] : null;
            if (next is RecurrentDeclaration)
            {
                continue;
            }

            string found = next switch
            {
                null => "no layer follows it",
                BidirectionalDeclaration => "another [Bidirectional] follows it",
                _ => $"layer '{context.NameOf(i + 1)}' follows it, which is not recurrent",
            };
            context.Report(
                RuleIds.LayerOrder,
                ProblemPlace.Layer(i),
                $"Layer '{context.NameOf(i)}' wraps the recurrent layer on the next line, but {found}",
                "Move it directly before a recurrent layer such as [Lstm], or remove it");
        }
    }
}
