using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG2008: makes or resets the state once, before the loop over timesteps.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FreshStateCodeFix))]
[Shared]
public sealed class FreshStateCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.FreshState);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // The argument has the same place as its expression.
        ExpressionSyntax? cause = NodeAt<SyntaxNode>(root, diagnostic.Location) is { } node ? (node as ArgumentSyntax)?.Expression ?? node.FirstAncestorOrSelf<ExpressionSyntax>() : null;
        if (cause?.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || LoopAround(statement) is not { } loop)
        {
            yield break;
        }

        if (cause.Parent is ArgumentSyntax && cause is InvocationExpressionSyntax)
        {
            yield return new FixChoice("Create the state before the loop", "MoveOut", editor => editor.DeclareBefore(loop, "ModelState", "state", cause));
        }
        else if (statement.Parent is BlockSyntax { Parent: StatementSyntax body } && body == loop && statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax)
        {
            yield return new FixChoice("Move it out of the loop", "MoveOut", editor => editor.MoveBefore(loop, statement));
        }
    }

    /// <summary>The innermost loop, where statements can be written before it.</summary>
    private static StatementSyntax? LoopAround(StatementSyntax statement)
        => statement.Ancestors()
            .TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
            .FirstOrDefault(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax) is StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } loop
            ? loop
            : null;
}
