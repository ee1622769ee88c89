using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG1009: sets a clip where the optimiser is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OptimizerCodeFix))]
[Shared]
public sealed class OptimizerCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.UnclippedTraining);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // What a method makes is not ours to change.
        if (diagnostic.AdditionalLocations.Count == 1 && diagnostic.AdditionalLocations[0] is { } made && made.SourceTree == root.SyntaxTree
            && root.FullSpan.Contains(made.SourceSpan)
            && root.FindNode(made.SourceSpan, getInnermostNodeForTie: true) is BaseObjectCreationExpressionSyntax creation)
        {
            yield return new FixChoice("Set ClipNorm = 1f", "ClipNorm", editor => editor.Change(creation, WithClip));
        }
    }

    private static ExpressionSyntax WithClip(ExpressionSyntax current)
    {
        string text = current.WithoutTrivia().ToString();
        if (current is BaseObjectCreationExpressionSyntax { Initializer: { } initializer } && !initializer.OpenBraceToken.IsMissing)
        {
            int start = initializer.OpenBraceToken.Span.End - current.SpanStart;
            string separator = initializer.Expressions.Count > 0 ? " ClipNorm = 1f," : " ClipNorm = 1f";
            return SyntaxFactory.ParseExpression(text.Insert(start, separator)).WithTriviaFrom(current);
        }

        return SyntaxFactory.ParseExpression(text + " { ClipNorm = 1f }").WithTriviaFrom(current);
    }
}
