using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0013: writes [Model] above the layers; the rules for it then ask for what it has to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LayersWithoutModelCodeFix))]
[Shared]
public sealed class LayersWithoutModelCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.LayersWithoutModel);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is { Parent: AttributeListSyntax { Parent: TypeDeclarationSyntax } list })
        {
            yield return new FixChoice(
                "Add [Model]",
                "AddModel",
                editor => editor.InsertBefore(list, SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("Model"))));
        }
    }
}
