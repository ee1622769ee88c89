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

/// <summary>MG2001, MG2002 and MG2004 in user code: reverses outputs where they are computed, leaves a reversal out, passes lengths.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SequenceCodeFix))]
[Shared]
public sealed class SequenceCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.BackwardOrder, RuleIds.Reversal, RuleIds.Unmasked);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0
            || !diagnostic.Properties.TryGetValue(DiagnosticProperties.Mend, out string? mend)
            || !diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? text) || text is null)
        {
            yield break;
        }

        Location at = diagnostic.AdditionalLocations[0];
        if (ExpressionAt(root, at) is { } expression && mend is DiagnosticProperties.AddLengths or DiagnosticProperties.ReplaceLengths)
        {
            if (mend == DiagnosticProperties.ReplaceLengths)
            {
                yield return new FixChoice("Pass the lengths", mend, editor => editor.Replace(expression, SyntaxFactory.ParseExpression(text)));
            }
            else if (expression.ChildNodes().OfType<ArgumentListSyntax>().FirstOrDefault() is { } arguments)
            {
                yield return new FixChoice("Pass the lengths", mend, editor => editor.AddArgument(arguments, text));
            }
        }
        else if (NodeAt<StatementSyntax>(root, at) is { } statement)
        {
            switch (mend)
            {
                case DiagnosticProperties.InsertAfter:
                    yield return new FixChoice("Reverse the outputs where they are computed", mend, editor => editor.InsertAfter(statement, text));
                    break;
                case DiagnosticProperties.Replace:
                    yield return new FixChoice("Reverse the timesteps only", mend, editor => editor.Replace(statement, text));
                    break;
                case DiagnosticProperties.Remove:
                    yield return new FixChoice("Leave the reversal out", mend, editor => editor.Remove(statement));
                    break;
            }
        }
    }

    // An argument has the span of its expression, and belongs to the call around it.
    private static ExpressionSyntax? ExpressionAt(SyntaxNode root, Location at)
        => at.SourceTree == root.SyntaxTree && root.FullSpan.Contains(at.SourceSpan) ? root.FindNode(at.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>() : null;
}
