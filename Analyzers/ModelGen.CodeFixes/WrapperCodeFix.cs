using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0005: removes a wrapper that wraps nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrapperCodeFix))]
[Shared]
public sealed class WrapperCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.LayerOrder);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // Layers on several declarations are reported under the same rule; which one to move them to is the user's to say.
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is { } attribute && IsBidirectional(attribute))
        {
            yield return new FixChoice("Remove [Bidirectional]", "RemoveWrapper", editor => editor.RemoveAttribute(attribute));
        }
    }

    private static bool IsBidirectional(AttributeSyntax attribute)
        => attribute.Name.ToString() is string name && (name.EndsWith("Bidirectional", System.StringComparison.Ordinal) || name.EndsWith("BidirectionalAttribute", System.StringComparison.Ordinal));
}
