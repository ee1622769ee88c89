using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG2007: resets the state as the first thing that a turn of the loop over sequences does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnresetStateCodeFix))]
[Shared]
public sealed class UnresetStateCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.UnresetState);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count > 0
            && NodeAt<BlockSyntax>(root, diagnostic.AdditionalLocations[0]) is { } body
            && body.Statements.FirstOrDefault() is { } first
            && diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? reset) && reset is not null)
        {
            yield return new FixChoice($"Insert {reset}", "Reset", editor => editor.InsertStatement(first, SyntaxFactory.ParseStatement(reset + ";")));
        }
    }
}
