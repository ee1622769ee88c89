using System.Collections.Generic;

namespace ModelGen.Declaration;

/// <summary>Checks a declaration. The analyzer turns each problem into a diagnostic; the generator emits a skeleton where there is one.</summary>
internal static class DeclarationRules
{
    /// <summary>All errors of <paramref name="model"/>, in the order of its layers; empty for a model that can be compiled.</summary>
    public static IReadOnlyList<DeclarationProblem> Check(ModelDeclaration model)
    {
        return System.Array.Empty<DeclarationProblem>();
    }
}

/// <summary>One thing that is wrong with a declaration.</summary>
/// <param name="RuleId">E.g. <c>MG0002</c>.</param>
/// <param name="LayerIndex">Index into <see cref="ModelDeclaration.Layers"/>, or −1 for the model itself.</param>
/// <param name="ArgumentName">The attribute argument at fault (named argument or constructor parameter), or null for the whole attribute.</param>
/// <param name="MessageArguments">What the rule's message format takes.</param>
internal sealed record DeclarationProblem(string RuleId, int LayerIndex, string? ArgumentName, EquatableArray<string> MessageArguments);
