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

/// <summary>MG1001 in a cell that a person wrote: adds 1 to what the forget gate's sigmoid is given.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForgetBiasCodeFix))]
[Shared]
public sealed class ForgetBiasCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ForgetBias);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? one) && one is "1f" or "1.0"
            && root.FullSpan.Contains(diagnostic.Location.SourceSpan)
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax expression
            && expression.FirstAncestorOrSelf<AttributeSyntax>() is null)
        {
            yield return new FixChoice(
                $"Add {one} to the forget gate",
                "AddForgetBias",
                editor => editor.Change(expression, current => Plus(current, one!)));
        }
    }

    private static ExpressionSyntax Plus(ExpressionSyntax expression, string one)
    {
        ExpressionSyntax sum = expression.WithoutTrivia();
        if (sum is AssignmentExpressionSyntax or ConditionalExpressionSyntax or LambdaExpressionSyntax or SwitchExpressionSyntax or ThrowExpressionSyntax or RefExpressionSyntax
            || (sum is BinaryExpressionSyntax binary && !binary.IsKind(SyntaxKind.AddExpression) && !binary.IsKind(SyntaxKind.SubtractExpression)
                && !binary.IsKind(SyntaxKind.MultiplyExpression) && !binary.IsKind(SyntaxKind.DivideExpression) && !binary.IsKind(SyntaxKind.ModuloExpression)))
        {
            sum = SyntaxFactory.ParenthesizedExpression(sum);
        }

        SyntaxToken plus = SyntaxFactory.Token(SyntaxKind.PlusToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.BinaryExpression(SyntaxKind.AddExpression, sum, plus, SyntaxFactory.ParseExpression(one)).WithTriviaFrom(expression);
    }
}
