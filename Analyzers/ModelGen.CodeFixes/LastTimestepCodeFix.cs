using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG2003 on a declaration: the bidirectional layer returns the ends of both directions itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LastTimestepCodeFix))]
[Shared]
public sealed class LastTimestepCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.LastTimestep);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // The rule is reported on user code too, where there is no attribute.
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is { } last && RelatedAttribute(root, diagnostic) is { } layer)
        {
            yield return new FixChoice("Return the final outputs of both directions", "ReturnFinalOutputs", editor =>
            {
                editor.RemoveAttribute(last);
                editor.RemoveArgument(layer, "ReturnSequences");
            });
        }
    }
}
