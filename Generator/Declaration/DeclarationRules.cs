using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration.Rules;

namespace ModelGen.Declaration;

/// <summary>Checks a declaration. The analyzer turns each problem into a diagnostic; the generator emits a skeleton where there is one.</summary>
internal static class DeclarationRules
{
    // A new rule adds its file, a row here, its descriptor and its help page.
    private static readonly DeclarationRule[] s_rules =
    {
        new ModelClassRule(),
        new SequenceInputRule(),
        new EmbeddingPositionRule(),
        new LossClassesRule(),
        new SizeRangeRule(),
        new TotalSizeRule(),
        new WrapperRule(),
        new LayerOrderRule(),
        new LayerNameRule(),
        new MemberNameRule(),
        new CausalityRule(),
        new ModelInputRule(),
        new OptionValueRule(),
        new EmptyModelRule(),
    };

    /// <summary>All errors of <paramref name="model"/>, rule by rule; empty for a model that can be compiled.</summary>
    public static IReadOnlyList<DeclarationProblem> Check(ModelDeclaration model)
    {
        var problems = new List<DeclarationProblem>();
        var context = new DeclarationContext(model, problems);
        foreach (DeclarationRule rule in s_rules)
        {
            rule.Check(context);
        }

        return problems;
    }

    /// <summary>
    /// A second partial declaration of the class compiles, so a skeleton can be emitted for a model with problems.
    /// False where the class (or one around it) is not partial, is local to its file, or has type parameters that the
    /// declaration does not describe fully.
    /// </summary>
    public static bool CanBeExtended(ModelDeclaration model)
        => IsOpen(model.Type) && model.Type.Keywords is "class" or "record" && model.Containers.All(IsOpen);

    private static bool IsOpen(TypeDeclaration type) => type.IsPartial && !type.IsFileLocal && type.TypeParameters.Length == 0;
}
