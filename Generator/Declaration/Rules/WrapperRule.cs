namespace ModelGen.Declaration.Rules;

/// <summary>MG0005, MG0003: a wrapper stands directly before the recurrent layer that it wraps, and an own layer of the opposite direction fits it.</summary>
internal sealed class WrapperRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is BackwardLayerDeclaration)
            {
                CheckBackward(context, i);
            }

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

    /// <summary>[BackwardLayer] stands between two recurrent layers below [Bidirectional], whose outputs can be merged.</summary>
    private static void CheckBackward(DeclarationContext context, int marker)
    {
        if (!LayerNames.IsOwnBackward(context.Layers, marker) || marker + 1 >= context.Layers.Count || context.Layers[marker + 1] is not RecurrentDeclaration backward)
        {
            context.Report(
                RuleIds.LayerOrder,
                ProblemPlace.Layer(marker),
                "[BackwardLayer] gives the opposite direction of a bidirectional layer a layer of its own, but it does not stand between two recurrent layers below [Bidirectional]",
                "Write [Bidirectional], the layer of the first direction, [BackwardLayer], then the layer of the opposite direction");
            return;
        }

        var forward = (RecurrentDeclaration)context.Layers[marker - 1];
        string name = context.NameOf(marker);
        MergeMode merge = ((BidirectionalDeclaration)context.Layers[marker - 2]).Merge;
        if (backward.GoBackwards)
        {
            Report(RuleIds.LayerOrder, "GoBackwards", $"The backward layer of '{name}' has GoBackwards, but it always goes the opposite way of the layer above [BackwardLayer]", "Remove it, or set GoBackwards on that layer to turn both around");
        }

        if (backward.ReturnSequences != forward.ReturnSequences)
        {
            Report(RuleIds.Shape, "ReturnSequences", $"The directions of '{name}' do not fit: one returns every timestep, the other only its last output", "Give both the same ReturnSequences");
        }

        if (backward.ZeroOutputForMask != forward.ZeroOutputForMask)
        {
            Report(RuleIds.Shape, "ZeroOutputForMask", $"The directions of '{name}' do not fit: one returns 0 for masked timesteps, the other does not", "Give both the same ZeroOutputForMask");
        }

        if (backward.Activity != forward.Activity)
        {
            Report(
                RuleIds.Shape,
                backward.Activity.L1 != forward.Activity.L1 ? "ActivityL1" : "ActivityL2",
                $"The directions of '{name}' do not fit: an activity regulariser counts what both return, but they have different weights for it",
                "Give both the same ActivityL1 and ActivityL2");
        }

        if (merge is MergeMode.Sum or MergeMode.Mul or MergeMode.Ave && backward.Outputs != forward.Outputs)
        {
            Report(RuleIds.Shape, "units", $"The directions of '{name}' are merged element by element (Merge = MergeMode.{merge}), but return {forward.Outputs} and {backward.Outputs} values", "Give both the same units, or use MergeMode.Concat or MergeMode.None");
        }

        void Report(string rule, string argument, string what, string remedy) => context.Report(rule, ProblemPlace.Layer(marker + 1, argument), what, remedy);
    }
}
