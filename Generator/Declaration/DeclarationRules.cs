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
        new MaskingPositionRule(),
        new FixedTimestepsRule(),
        new SourceRule(),
        new UnreadLayerRule(),
        new OutputRule(),
        new LossOutputRule(),
        new ExternalLossRule(),
        new LossOptionRule(),
        new RecomputationRule(),
        new LossClassesRule(),
        new CtcLossRule(),
        new SizeRangeRule(),
        new TotalSizeRule(),
        new WrapperRule(),
        new LayerOrderRule(),
        new LayerNameRule(),
        new MemberNameRule(),
        new CausalityRule(),
        new ModelInputRule(),
        new OptionValueRule(),
        new WeightRulesRule(),
        new LstmOptionRule(),
        new ActivityRule(),
        new ActivationParameterRule(),
        new EmptyModelRule(),
    };

    // What can be compiled but is wrong, or better said otherwise. The generator does not ask these.
    private static readonly DeclarationRule[] s_advice =
    {
        new HeadLossRule(),
        new SingleSoftmaxRule(),
        new DirectionRule(),
        new LastTimestepRule(),
        new ForgetBiasRule(),
        new RecurrentKernelRule(),
        new UnboundedCellRule(),
        new AbsentPartRule(),
        new IdleOptionRule(),
    };

    /// <summary>What keeps <paramref name="model"/> from being compiled, rule by rule; empty for a model that can be.</summary>
    public static IReadOnlyList<DeclarationProblem> Check(ModelDeclaration model) => Run(s_rules, model);

    /// <summary>What else is wrong with <paramref name="model"/>, whatever its severity.</summary>
    public static IReadOnlyList<DeclarationProblem> Advise(ModelDeclaration model) => Run(s_advice, model);

    private static IReadOnlyList<DeclarationProblem> Run(DeclarationRule[] rules, ModelDeclaration model)
    {
        var problems = new List<DeclarationProblem>();
        var context = new DeclarationContext(model, problems);
        foreach (DeclarationRule rule in rules)
        {
            rule.Check(context);
        }

        return problems;
    }

    /// <summary>
    /// A second partial declaration with the generated members, constructor included, compiles. Where it does not, a
    /// model with problems gets no skeleton either: the errors would lie in a file that the user did not write.
    /// </summary>
    public static bool CanBeExtended(ModelDeclaration model)
        => model.Type is { Keywords: "class" or "record", IsStatic: false, HasPrimaryConstructor: false, HasParameterlessBase: true }
            && IsOpen(model.Type)
            && model.Containers.All(IsOpen)
            && model.ReservedMembers.Count == 0
            && !GeneratedMembers.IsReserved(model.Type.Name)
            && !GeneratedMembers.IsReservedMethod(model.Type.Name);

    private static bool IsOpen(TypeDeclaration type) => type.IsPartial && !type.IsFileLocal && type.TypeParameters.Length == 0;
}
