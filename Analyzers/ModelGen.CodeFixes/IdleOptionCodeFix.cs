using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0010: removes the option, or the layer, that changes nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IdleOptionCodeFix))]
[Shared]
public sealed class IdleOptionCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.IdleOption);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is not { } attribute)
        {
            yield break;
        }

        if (NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location) is { NameEquals.Name.Identifier.ValueText: { } option })
        {
            yield return new FixChoice($"Remove {option}", "RemoveOption", editor => editor.RemoveArgument(attribute, option));
        }
        else if (MayBeRemoved(attribute) && attribute.ArgumentList?.Arguments.All(a => a.NameEquals?.Name.Identifier.ValueText != "Name") != false)
        {
            yield return new FixChoice($"Remove [{attribute.Name}]", "RemoveOption", editor => editor.RemoveAttribute(attribute));
        }
    }
}
