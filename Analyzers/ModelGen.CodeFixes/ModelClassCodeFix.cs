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

/// <summary>MG0001: adds <c>partial</c> to the class and the types around it, or removes the modifier that is not allowed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModelClassCodeFix))]
[Shared]
public sealed class ModelClassCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ModelClass);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<TypeDeclarationSyntax>(root, diagnostic.Location) is not { } type)
        {
            yield break;
        }

        if (type.Identifier.Span == diagnostic.Location.SourceSpan)
        {
            yield return new FixChoice("Make the class and the types around it partial", "AddPartial", editor =>
            {
                // From the inside out, so that an outer edit sees the inner one.
                foreach (TypeDeclarationSyntax declaration in type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
                {
                    editor.AddModifier(declaration, SyntaxKind.PartialKeyword);
                }
            });
            yield break;
        }

        SyntaxToken modifier = type.Modifiers.FirstOrDefault(m => m.Span == diagnostic.Location.SourceSpan);
        if (modifier.IsKind(SyntaxKind.StaticKeyword) || modifier.IsKind(SyntaxKind.AbstractKeyword) || modifier.IsKind(SyntaxKind.FileKeyword))
        {
            yield return new FixChoice(
                $"Remove '{modifier.ValueText}'",
                "Remove" + modifier.ValueText,
                editor => editor.RemoveModifier(type, modifier.Kind()));
        }
    }
}
