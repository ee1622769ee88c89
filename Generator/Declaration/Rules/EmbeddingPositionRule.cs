namespace ModelGen.Declaration.Rules;

/// <summary>MG0003: an embedding reads ids, which only the model's input can be.</summary>
internal sealed class EmbeddingPositionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is not EmbeddingDeclaration || i == context.FirstLayer)
            {
                continue;
            }

            DeclaredSignal input = context.InputOf(i);
            string width = input.Width > 0 ? input.Width.ToString(System.Globalization.CultureInfo.InvariantCulture) : "features";
            string shape = input.Kind == SignalKind.Sequence ? $"[T, {width}]" : $"[{width}]";
            context.Report(
                RuleIds.Shape,
                ProblemPlace.Layer(i),
                $"Layer '{context.NameOf(i)}' reads ids [T], but layer '{context.NameOf(i - 1)}' before it returns values {shape}",
                "Make the embedding the first layer, or replace it by [Dense]");
        }
    }
}
