using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ModelGen.CodeFixes;

/// <summary>The edits that declaration fixes are made of. Each may be asked for twice and is made once.</summary>
internal sealed partial class DeclarationEditor
{
    private readonly SyntaxEditor _editor;
    private readonly HashSet<SyntaxNode> _removed = new();
    private readonly Dictionary<SyntaxNode, int> _inserted = new();

    public DeclarationEditor(SyntaxEditor editor) => _editor = editor;

    public SyntaxNode GetChangedRoot() => _editor.GetChangedRoot();

    /// <summary>Changes a node; several changes of one node follow each other.</summary>
    public void Change<T>(T node, System.Func<T, SyntaxNode> change)
        where T : SyntaxNode
        => _editor.ReplaceNode(node, (current, _) => current is T same ? change(same) : current);

    /// <summary>Adds a modifier as the last one, where <c>partial</c> has to stand.</summary>
    public void AddModifier(TypeDeclarationSyntax type, SyntaxKind modifier)
        => _editor.ReplaceNode(type, (current, _) =>
        {
            var declaration = (TypeDeclarationSyntax)current;
            if (declaration.Modifiers.Any(modifier))
            {
                return declaration;
            }

            SyntaxToken token = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
            if (declaration.Modifiers.Count > 0)
            {
                return declaration.WithModifiers(declaration.Modifiers.Add(token));
            }

            // The first modifier takes over what stands before the keyword: comments and indentation.
            token = token.WithLeadingTrivia(declaration.Keyword.LeadingTrivia);
            return declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia(SyntaxTriviaList.Empty)).WithModifiers(SyntaxFactory.TokenList(token));
        });

    /// <summary>Removes a modifier; what stands before it stays.</summary>
    public void RemoveModifier(TypeDeclarationSyntax type, SyntaxKind modifier)
        => _editor.ReplaceNode(type, (current, _) =>
        {
            var declaration = (TypeDeclarationSyntax)current;
            int index = declaration.Modifiers.IndexOf(modifier);
            if (index < 0)
            {
                return declaration;
            }

            SyntaxToken removed = declaration.Modifiers[index];
            SyntaxTriviaList leading = removed.TrailingTrivia.All(t => t.IsKind(SyntaxKind.WhitespaceTrivia))
                ? removed.LeadingTrivia
                : removed.LeadingTrivia.AddRange(removed.TrailingTrivia);
            SyntaxTokenList modifiers = declaration.Modifiers.RemoveAt(index);
            if (index < modifiers.Count)
            {
                SyntaxToken next = modifiers[index];
                return declaration.WithModifiers(modifiers.Replace(next, next.WithLeadingTrivia(leading.AddRange(next.LeadingTrivia))));
            }

            SyntaxToken keyword = declaration.Keyword;
            return declaration.WithModifiers(modifiers).WithKeyword(keyword.WithLeadingTrivia(leading.AddRange(keyword.LeadingTrivia)));
        });

    /// <summary>Sets a named argument, in place where it is written already.</summary>
    public void SetArgument(AttributeSyntax attribute, string name, ExpressionSyntax value)
        => _editor.ReplaceNode(attribute, (current, _) =>
        {
            var target = (AttributeSyntax)current;
            if (FindArgument(target, name) is { } existing)
            {
                return target.ReplaceNode(existing.Expression, value.WithTriviaFrom(existing.Expression));
            }

            AttributeArgumentSyntax argument = SyntaxFactory.AttributeArgument(
                SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(),
                nameColon: null,
                value);
            argument = argument.WithNameEquals(argument.NameEquals!.WithName(argument.NameEquals.Name.WithTrailingTrivia(SyntaxFactory.Space)));
            AttributeArgumentListSyntax list = target.ArgumentList ?? SyntaxFactory.AttributeArgumentList().WithTrailingTrivia(target.GetTrailingTrivia());
            if (target.ArgumentList is null)
            {
                target = target.WithName(target.Name.WithoutTrailingTrivia());
            }

            SeparatedSyntaxList<AttributeArgumentSyntax> arguments = list.Arguments;
            SyntaxToken[] separators = arguments.GetSeparators()
                .Concat(arguments.Count > arguments.SeparatorCount ? new[] { SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space) } : System.Array.Empty<SyntaxToken>())
                .ToArray();
            return target.WithArgumentList(list.WithArguments(SyntaxFactory.SeparatedList(arguments.Concat(new[] { argument }), separators)));
        });

    /// <summary>Writes another value for a constructor argument, by its place or its name.</summary>
    public void ReplaceParameter(AttributeSyntax attribute, string parameter, int position, ExpressionSyntax value)
        => _editor.ReplaceNode(attribute, (current, _) =>
        {
            var target = (AttributeSyntax)current;
            SeparatedSyntaxList<AttributeArgumentSyntax> arguments = target.ArgumentList?.Arguments ?? default;
            AttributeArgumentSyntax? argument = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter)
                ?? (position < arguments.Count && arguments[position] is { NameEquals: null, NameColon: null } positional ? positional : null);
            return argument is null ? target : target.ReplaceNode(argument.Expression, value.WithTriviaFrom(argument.Expression));
        });

    /// <summary>Removes a named argument, and the parentheses with the last one.</summary>
    public void RemoveArgument(AttributeSyntax attribute, string name)
        => _editor.ReplaceNode(attribute, (current, _) =>
        {
            var target = (AttributeSyntax)current;
            if (target.ArgumentList is not { } list || FindArgument(target, name) is not { } argument)
            {
                return target;
            }

            SeparatedSyntaxList<AttributeArgumentSyntax> rest = list.Arguments.Remove(argument);
            return rest.Count == 0
                ? target.WithArgumentList(null).WithTrailingTrivia(target.GetTrailingTrivia())
                : target.WithArgumentList(list.WithArguments(rest));
        });

    /// <summary>Removes an attribute together with its line where nothing else stands on it.</summary>
    public void RemoveAttribute(AttributeSyntax attribute)
    {
        if (attribute.Parent is not AttributeListSyntax list || !_removed.Add(attribute))
        {
            return;
        }

        if (list.Attributes.Any(a => !_removed.Contains(a)))
        {
            _editor.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia);
            return;
        }

        // Documentation and other comments before the first attribute belong to the class, not to the attribute.
        bool isDocumented = list.GetLeadingTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
        if (isDocumented)
        {
            // What follows is indented already.
            _editor.ReplaceNode(list, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Reverse().SkipWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse()));
        }

        _editor.RemoveNode(list, isDocumented ? SyntaxRemoveOptions.KeepLeadingTrivia : SyntaxRemoveOptions.KeepNoTrivia);
    }

    /// <summary>Writes an attribute on a line of its own before <paramref name="list"/>.</summary>
    public void InsertBefore(AttributeListSyntax list, AttributeSyntax attribute)
        => _editor.ReplaceNode(list.Parent!, (current, _) =>
        {
            var type = (TypeDeclarationSyntax)current;
            AttributeListSyntax first = type.AttributeLists[0];
            AttributeListSyntax added = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
                .WithLeadingTrivia(first.GetLeadingTrivia())
                .WithTrailingTrivia(EndOfLine(type));
            SyntaxTriviaList indentation = SyntaxFactory.TriviaList(first.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
            return type.WithAttributeLists(type.AttributeLists.Replace(first, first.WithLeadingTrivia(indentation)).Insert(0, added));
        });

    /// <summary>Writes an attribute directly before another one: on a line of its own, where that has one.</summary>
    public void InsertBefore(AttributeSyntax attribute, AttributeSyntax added)
    {
        if (attribute.Parent is not AttributeListSyntax list)
        {
            return;
        }

        if (list.Attributes.Count > 1)
        {
            _inserted.TryGetValue(list, out int before);
            _inserted[list] = before + 1;
            int index = list.Attributes.IndexOf(attribute) + before;
            _editor.ReplaceNode(list, (current, _) =>
            {
                var target = (AttributeListSyntax)current;
                SyntaxToken[] separators = target.Attributes.GetSeparators().Append(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).ToArray();
                return target.WithAttributes(SyntaxFactory.SeparatedList(target.Attributes.Take(index).Append(added).Concat(target.Attributes.Skip(index)), separators));
            });
            return;
        }

        SyntaxTriviaList indentation = SyntaxFactory.TriviaList(list.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
        _editor.InsertBefore(list, SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(added)).WithLeadingTrivia(indentation).WithTrailingTrivia(EndOfLine(list.Parent ?? list)));
    }

    /// <summary>A line's end as the file itself writes it.</summary>
    private static SyntaxTrivia EndOfLine(SyntaxNode node)
        => node.DescendantTrivia().FirstOrDefault(t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found
            ? found
            : SyntaxFactory.ElasticCarriageReturnLineFeed;

    private static AttributeArgumentSyntax? FindArgument(AttributeSyntax attribute, string name)
        => attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name);
}
