using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0007 and MG2001 on a declaration: lets the next layer restore the order, makes the layer bidirectional, or lets it go forward.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DirectionCodeFix))]
[Shared]
public sealed class DirectionCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.SwappedDirections, RuleIds.BackwardOrder);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // MG2001 is reported on user code too, where there is no attribute.
        if (NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location) is not { NameEquals.Name.Identifier.ValueText: "GoBackwards", Parent.Parent: AttributeSyntax layer })
        {
            yield break;
        }

        if (diagnostic.Id == RuleIds.BackwardOrder)
        {
            if (RelatedAttribute(root, diagnostic) is { } reader)
            {
                yield return new FixChoice("Let the next layer go backwards too", "GoBackwardsTwice", editor => editor.SetArgument(reader, "GoBackwards", Literals.True));
            }

            yield return new FixChoice("Use [Bidirectional]", "UseBidirectional", editor => MakeBidirectional(editor, layer));
        }

        yield return new FixChoice("Remove GoBackwards", "RemoveGoBackwards", editor => editor.RemoveArgument(layer, "GoBackwards"));
    }

    /// <summary>What says who the layer is and what it reads goes to the wrapper.</summary>
    private static void MakeBidirectional(DeclarationEditor editor, AttributeSyntax layer)
    {
        NameSyntax name = layer.Name is QualifiedNameSyntax qualified ? qualified.WithRight(SyntaxFactory.IdentifierName("Bidirectional")).WithoutTrivia() : SyntaxFactory.IdentifierName("Bidirectional");
        AttributeSyntax wrapper = SyntaxFactory.Attribute(name);
        AttributeArgumentSyntax[] moved = layer.ArgumentList?.Arguments.Where(a => a.NameEquals?.Name.Identifier.ValueText is "Name" or "From" or "Output").ToArray() ?? System.Array.Empty<AttributeArgumentSyntax>();
        if (moved.Length > 0)
        {
            IEnumerable<SyntaxToken> separators = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), moved.Length - 1);
            wrapper = wrapper.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(moved.Select(a => a.WithoutTrivia()), separators)));
        }

        editor.InsertBefore(layer, wrapper);
        foreach (string argument in new[] { "GoBackwards", "Name", "From", "Output" })
        {
            editor.RemoveArgument(layer, argument);
        }
    }
}
