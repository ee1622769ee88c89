using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0006: renames a layer, where others read it too, or moves the name of a wrapped layer to its wrapper.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LayerNameCodeFix))]
[Shared]
public sealed class LayerNameCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.Name);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location) is not { NameEquals: not null, Parent.Parent: AttributeSyntax layer } name)
        {
            yield break;
        }

        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? suggestion) && suggestion is not null)
        {
            yield return new FixChoice($"Rename the layer to '{suggestion}'", "Rename", editor =>
            {
                editor.SetArgument(layer, "Name", Literals.String(suggestion));
                if (name.Expression is LiteralExpressionSyntax { Token.Value: string then })
                {
                    LayerReferences.Rename(editor, layer, then, suggestion);
                }
            });
        }
        else if (RelatedAttribute(root, diagnostic) is { } wrapper)
        {
            yield return new FixChoice("Move the name to [Bidirectional]", "MoveName", editor =>
            {
                editor.RemoveArgument(layer, "Name");
                if (!HasName(wrapper))
                {
                    editor.SetArgument(wrapper, "Name", name.Expression.WithoutTrivia());
                }
            });
        }
    }

    private static bool HasName(AttributeSyntax attribute)
        => attribute.ArgumentList?.Arguments.Any(a => a.NameEquals?.Name.Identifier.ValueText == "Name") == true;
}
