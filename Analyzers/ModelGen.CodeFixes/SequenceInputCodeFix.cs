using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0002: sets ReturnSequences on the layer that returned only its last output.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SequenceInputCodeFix))]
[Shared]
public sealed class SequenceInputCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.SequenceInput);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (RelatedAttribute(root, diagnostic) is { } earlier)
        {
            yield return new FixChoice(
                "Return every timestep from the layer before",
                "ReturnSequences",
                editor =>
                {
                    editor.SetArgument(earlier, "ReturnSequences", Literals.True);
                    if (OwnBackward(earlier) is { } backward)
                    {
                        editor.SetArgument(backward, "ReturnSequences", Literals.True);
                    }
                });
        }
    }

    /// <summary>The layer below [BackwardLayer]: both directions return what one does.</summary>
    private static AttributeSyntax? OwnBackward(AttributeSyntax forward)
    {
        AttributeSyntax[] attributes = LayerReferences.AttributesBeside(forward);
        int marker = System.Array.IndexOf(attributes, forward) + 1;
        return marker + 1 < attributes.Length && LayerReferences.KindOf(attributes[marker]) == "BackwardLayer" ? attributes[marker + 1] : null;
    }
}
