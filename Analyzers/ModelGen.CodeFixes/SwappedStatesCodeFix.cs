using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG1013: exchanges the two states of a returned tuple; the names of its parts stay.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SwappedStatesCodeFix))]
[Shared]
public sealed class SwappedStatesCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.SwappedStates);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? suggestion) && suggestion == DiagnosticProperties.Exchange
            && NodeAt<TupleExpressionSyntax>(root, diagnostic.Location) is { Arguments.Count: 2 } tuple)
        {
            yield return new FixChoice(
                "Exchange the two states",
                "ExchangeStates",
                editor => editor.Change(tuple, Exchanged));
        }
    }

    private static TupleExpressionSyntax Exchanged(TupleExpressionSyntax tuple)
    {
        ArgumentSyntax first = tuple.Arguments[0];
        ArgumentSyntax second = tuple.Arguments[1];
        return tuple.WithArguments(tuple.Arguments
            .Replace(first, first.WithExpression(second.Expression.WithTriviaFrom(first.Expression))) is var half
                ? half.Replace(half[1], second.WithExpression(first.Expression.WithTriviaFrom(second.Expression)))
                : tuple.Arguments);
    }
}
