using System.Globalization;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: an activity regulariser has weights of at least 0, and a layer whose own outputs are there to be regularised.</summary>
internal sealed class ActivityRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            DeclaredActivity activity = context.Layers[i].Activity;
            Check(context, i, "ActivityL1", activity.L1);
            Check(context, i, "ActivityL2", activity.L2);
        }
    }

    private static void Check(DeclarationContext context, int layer, string argument, double weight)
    {
        // Written so that NaN fails.
        if (!(weight >= 0 && weight <= float.MaxValue))
        {
            Report("which would reward great outputs or nothing at all", "Give it a finite weight of at least 0, such as 0.0001");
        }
        else if (weight > 0 && context.WrapperOf(layer) is { Merge: not (MergeMode.Concat or MergeMode.None) } wrapper)
        {
            Report($"but its directions are merged by {wrapper.Merge}, and their own outputs are gone", "Merge by Concat or None, or put it on a layer below");
        }

        void Report(string what, string remedy)
            => context.Report(
                RuleIds.OptionValue,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' has {argument} = {weight.ToString("R", CultureInfo.InvariantCulture)}, {what}",
                remedy);
    }
}
