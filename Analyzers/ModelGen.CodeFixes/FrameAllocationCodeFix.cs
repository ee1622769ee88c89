using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Analyzers.Usage.Allocation;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG4003: an output is allocated before the loop; a copy becomes a span of what it copies.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FrameAllocationCodeFix))]
[Shared]
public sealed class FrameAllocationCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.FrameAllocation);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        ExpressionSyntax? allocation = NodeAt<SyntaxNode>(root, diagnostic.Location) is { } node ? (node as ArgumentSyntax)?.Expression ?? node.FirstAncestorOrSelf<ExpressionSyntax>() : null;
        if (allocation is null || !diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? fix))
        {
            yield break;
        }

        switch (fix, allocation)
        {
            case (FrameAllocationAnalyzer.DropToArray, InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax copy }):
                yield return new FixChoice("Pass the span itself", fix, editor => editor.Replace(allocation, copy.Expression));
                break;
            case (FrameAllocationAnalyzer.AsSpan, ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } range } access):
                yield return new FixChoice(
                    "Use AsSpan",
                    fix,
                    editor => editor.Replace(allocation, SyntaxFactory.ParseExpression($"{access.Expression.WithoutTrivia()}.AsSpan({range[0].WithoutTrivia()})")));
                break;
            case (FrameAllocationAnalyzer.Hoist, _) when LoopAround(allocation) is { } loop:
                if (allocation.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } declaration)
                {
                    if (declaration.Parent is BlockSyntax { Parent: StatementSyntax owner } && owner == loop && declaration.Declaration.Variables.Count == 1)
                    {
                        yield return new FixChoice("Allocate it before the loop", fix, editor => editor.MoveBefore(loop, declaration));
                    }
                }
                else if (allocation is ArrayCreationExpressionSyntax { Type.ElementType: var element } && allocation.Parent is ArgumentSyntax)
                {
                    yield return new FixChoice("Allocate it before the loop", fix, editor => editor.DeclareBefore(loop, element.WithoutTrivia() + "[]", "y", allocation));
                }

                break;
        }
    }

    /// <summary>The innermost loop, where statements can be written before it.</summary>
    private static StatementSyntax? LoopAround(SyntaxNode node)
        => node.Ancestors()
            .TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) && (a is not MemberDeclarationSyntax || a is GlobalStatementSyntax))
            .FirstOrDefault(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax) is StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } loop
            ? loop
            : null;
}
