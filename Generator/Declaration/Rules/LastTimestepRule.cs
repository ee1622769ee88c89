namespace ModelGen.Declaration.Rules;

/// <summary>MG2003: the last timestep of a bidirectional layer's outputs, of which the backward half has seen that timestep alone.</summary>
internal sealed class LastTimestepRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is PoolingDeclaration { Pooling: PoolingKind.Last } && context.SourcesOf(i).Count == 1 && Find(context, context.SourcesOf(i)[0]) is { } layer)
            {
                context.Report(
                    RuleIds.LastTimestep,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' takes the last timestep of bidirectional layer '{context.NameOf(layer)}', whose backward direction begins there and has seen one timestep only",
                    $"Remove [LastTimestep], and ReturnSequences of '{context.NameOf(layer)}'",
                    related: ProblemPlace.Layer(layer));
            }
        }
    }

    /// <summary>The bidirectional layer whose timesteps reach <paramref name="source"/> one by one; null where another recurrent layer has read them on the way.</summary>
    private static int? Find(DeclarationContext context, int source)
    {
        // What a layer reads is further up, so this ends.
        while (source != LayerSources.Input && !LayerSources.IsDirection(source))
        {
            if (context.Layers[source] is RecurrentDeclaration)
            {
                return context.WrapperOf(source) is null ? null : source;
            }

            if (context.Layers[source] is not (DenseDeclaration or DropoutDeclaration or LayerNormalizationDeclaration or BatchNormalizationDeclaration) || context.SourcesOf(source).Count != 1)
            {
                return null;
            }

            source = context.SourcesOf(source)[0];
        }

        return null;
    }
}
