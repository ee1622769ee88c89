using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0005: the language defines no order between attributes on different partial declarations.</summary>
internal sealed class LayerOrderRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        EquatableArray<int> parts = context.Model.LayerParts;
        int count = parts.Distinct().Count();
        if (count < 2)
        {
            return;
        }

        // Part 0 is the one with [Model]; the layers beside it are where a reader expects them.
        int home = parts.Contains(0) ? 0 : parts[0];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i] != home)
            {
                context.Report(
                    RuleIds.LayerOrder,
                    ProblemPlace.Layer(i),
                    $"Layers of model '{context.Model.DisplayName}' are written on {count} partial declarations, so their order is not defined",
                    "Write all layer attributes on the declaration with [Model]");
                return;
            }
        }
    }
}
