using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.CodeFixes;

/// <content>Statements, for the rules on user code.</content>
internal sealed partial class DeclarationEditor
{
    private readonly Dictionary<SyntaxNode, HashSet<string>> _declared = new();

    /// <summary>Moves a statement to the line before <paramref name="anchor"/>.</summary>
    public void MoveBefore(StatementSyntax anchor, StatementSyntax statement)
    {
        if (_removed.Add(statement))
        {
            Insert(anchor, statement.WithoutTrivia());
            _editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    /// <summary>Writes a statement on the line before <paramref name="anchor"/>, once.</summary>
    public void InsertStatement(StatementSyntax anchor, StatementSyntax statement)
    {
        if (Names(anchor).Add(statement.ToString()))
        {
            Insert(anchor, statement);
        }
    }

    /// <summary>Gives a value a name on the line before <paramref name="anchor"/>, and writes the name in its place.</summary>
    public void DeclareBefore(StatementSyntax anchor, string type, string name, ExpressionSyntax value)
    {
        if (!_removed.Add(value))
        {
            return;
        }

        SyntaxNode scope = anchor.Ancestors().FirstOrDefault(a => a is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? anchor.SyntaxTree.GetRoot();
        var taken = new HashSet<string>(scope.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
        string free = name;
        for (int i = 2; taken.Contains(free) || !Names(scope).Add(free); i++)
        {
            free = name + i;
        }

        Insert(anchor, SyntaxFactory.ParseStatement($"{type} {free} = {value.WithoutTrivia()};"));
        _editor.ReplaceNode(value, SyntaxFactory.IdentifierName(free).WithTriviaFrom(value));
    }

    /// <summary>Writes another expression in the place of one.</summary>
    public void Replace(ExpressionSyntax expression, ExpressionSyntax replacement)
    {
        if (_removed.Add(expression))
        {
            _editor.ReplaceNode(expression, replacement.WithTriviaFrom(expression));
        }
    }

    private HashSet<string> Names(SyntaxNode scope)
    {
        if (!_declared.TryGetValue(scope, out HashSet<string>? names))
        {
            _declared.Add(scope, names = new HashSet<string>());
        }

        return names;
    }

    // What stands above the anchor, a comment say, is about it and stays with it.
    private void Insert(StatementSyntax anchor, StatementSyntax statement)
    {
        SyntaxTriviaList indentation = SyntaxFactory.TriviaList(anchor.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
        statement = statement.WithLeadingTrivia(indentation).WithTrailingTrivia(EndOfLine(anchor.SyntaxTree.GetRoot()));
        if (anchor.Parent is GlobalStatementSyntax global)
        {
            _editor.InsertBefore(global, SyntaxFactory.GlobalStatement(statement));
        }
        else
        {
            _editor.InsertBefore(anchor, statement);
        }
    }
}
