namespace ModelGen.Declaration.Rules;

/// <summary>MG0002: a recurrent or pooling layer reads a sequence, so the one before it must return every timestep.</summary>
internal sealed class SequenceInputRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (LayerNames.IsOwnBackward(context.Layers, i))
            {
                // It reads what the first direction reads.
                continue;
            }

            DeclaredSignal input = context.InputOf(i);
            if (context.Layers[i] is not (RecurrentDeclaration or PoolingDeclaration or FlattenDeclaration) || input.Kind != SignalKind.LastOutput)
            {
                continue;
            }

            int earlier = input.LastOutputOf;
            string name = context.NameOf(earlier);
            long width = context.OutputOf(earlier).Width;
            string shape = width > 0 ? $" [{width}]" : string.Empty;
            bool adjacent = earlier == (context.WrapperOf(i) is null ? i - 1 : i - 2);
            if (context.Layers[earlier] is PoolingDeclaration or FlattenDeclaration)
            {
                context.Report(
                    RuleIds.SequenceInput,
                    ProblemPlace.Layer(i),
                    $"Layer '{context.NameOf(i)}' reads a sequence, but layer '{name}' {(adjacent ? "before it" : "further up")} has made one row{shape} of it",
                    $"Move '{name}' below it");
                continue;
            }

            context.Report(
                RuleIds.SequenceInput,
                ProblemPlace.Layer(i),
                $"Layer '{context.NameOf(i)}' reads a sequence, but layer '{name}' {(adjacent ? "before it" : "further up")} returns only its last output{shape}",
                $"Set ReturnSequences = true on '{name}'",
                related: ProblemPlace.Layer(earlier));
        }
    }
}
