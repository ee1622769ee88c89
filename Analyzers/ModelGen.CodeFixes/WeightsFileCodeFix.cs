using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG3001 and MG3002: names a layer as the file does, and resets where its GRU does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WeightsFileCodeFix))]
[Shared]
public sealed class WeightsFileCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.WeightsFile, RuleIds.FileReset);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is not { } layer
            || !diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? text) || text is null)
        {
            yield break;
        }

        if (diagnostic.Id == RuleIds.FileReset)
        {
            yield return new FixChoice($"Set ResetAfter = {text}", "ResetAfter", editor => editor.SetArgument(layer, "ResetAfter", SyntaxFactory.ParseExpression(text)));
        }
        else if (MayBeRemoved(layer))
        {
            yield return new FixChoice($"Name the layer '{text}', as the file does", "Name", editor => editor.SetArgument(layer, "Name", Literals.String(text)));
        }
    }
}
