using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0012: a model has at least one layer that computes something; dropout is the identity at inference, and masking without another layer masks nothing.</summary>
internal sealed class EmptyModelRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (context.Layers.Count == 0)
        {
            Report($"Model '{context.Model.DisplayName}' has no layers");
        }
        else if (context.Layers.All(layer => layer is DropoutDeclaration or InputDeclaration or MaskingDeclaration))
        {
            string what = context.Layers.Any(layer => layer is MaskingDeclaration) ? "only masking, which is for the layers below it"
                : context.Layers.Any(layer => layer is DropoutDeclaration) ? "only dropout, which returns its input unchanged at inference"
                : "inputs and no layer that reads them";
            Report($"Model '{context.Model.DisplayName}' has {what}");
        }

        void Report(string what) => context.Report(
            RuleIds.EmptyModel,
            ProblemPlace.Model(),
            what,
            "Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]");
    }
}
