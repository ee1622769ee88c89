using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

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

    /// <summary>Writes a statement on the line after <paramref name="anchor"/>, once.</summary>
    public void InsertAfter(StatementSyntax anchor, string statement)
    {
        if (!Names(anchor).Add(statement))
        {
            return;
        }

        if (IsListed(anchor))
        {
            StatementSyntax placed = SyntaxFactory.ParseStatement(statement).WithLeadingTrivia(Indentation(anchor)).WithTrailingTrivia(EndOfLine(anchor.SyntaxTree.GetRoot()));
            if (anchor.Parent is GlobalStatementSyntax global)
            {
                _editor.InsertAfter(global, SyntaxFactory.GlobalStatement(placed));
            }
            else
            {
                _editor.InsertAfter(anchor, placed);
            }
        }
        else
        {
            // The only statement of an if or a loop.
            _editor.ReplaceNode(anchor, (current, _) => SyntaxFactory.Block((StatementSyntax)current.WithoutTrivia(), SyntaxFactory.ParseStatement(statement))
                .WithTriviaFrom(current)
                .WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    /// <summary>Writes another statement in the place of one.</summary>
    public void Replace(StatementSyntax statement, string replacement)
    {
        if (_removed.Add(statement))
        {
            _editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(replacement).WithTriviaFrom(statement));
        }
    }

    /// <summary>Removes a statement with its line; comments above it stay.</summary>
    public void Remove(StatementSyntax statement)
    {
        if (!_removed.Add(statement))
        {
            return;
        }

        if (!IsListed(statement))
        {
            _editor.ReplaceNode(statement, SyntaxFactory.Block().WithTriviaFrom(statement));
        }
        else
        {
            bool hasComment = statement.GetLeadingTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
            if (hasComment)
            {
                // What follows is indented already.
                _editor.ReplaceNode(statement, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Reverse().SkipWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse()));
            }

            _editor.RemoveNode(statement.Parent is GlobalStatementSyntax global ? global : statement, hasComment ? SyntaxRemoveOptions.KeepLeadingTrivia : SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    /// <summary>Writes an argument behind those of a call.</summary>
    public void AddArgument(ArgumentListSyntax arguments, string argument)
    {
        if (Names(arguments).Add(argument))
        {
            _editor.ReplaceNode(arguments, (current, _) => ((ArgumentListSyntax)current).AddArguments(SyntaxFactory.ParseArgumentList($"({argument})").Arguments[0]).WithAdditionalAnnotations(Formatter.Annotation));
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
        statement = statement.WithLeadingTrivia(Indentation(anchor)).WithTrailingTrivia(EndOfLine(anchor.SyntaxTree.GetRoot()));
        if (anchor.Parent is GlobalStatementSyntax global)
        {
            _editor.InsertBefore(global, SyntaxFactory.GlobalStatement(statement));
        }
        else
        {
            _editor.InsertBefore(anchor, statement);
        }
    }

    private static SyntaxTriviaList Indentation(StatementSyntax statement)
        => SyntaxFactory.TriviaList(statement.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));

    /// <summary>Other statements may stand beside it.</summary>
    private static bool IsListed(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;
}
