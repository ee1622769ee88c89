using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0011: removes an option whose value is not possible, which leaves its default.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OptionValueCodeFix))]
[Shared]
public sealed class OptionValueCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.OptionValue);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location) is { NameEquals.Name.Identifier.ValueText: { } option, Parent.Parent: AttributeSyntax attribute })
        {
            yield return new FixChoice($"Remove {option} (use its default)", "RemoveOption", editor => editor.RemoveArgument(attribute, option));
        }
    }
}
