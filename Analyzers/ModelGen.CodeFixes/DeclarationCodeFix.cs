using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ModelGen.CodeFixes;

/// <summary>Base of the fixes: a rule says which choices a diagnostic has, and any number of them is applied in one pass.</summary>
public abstract class DeclarationCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new AllInDocument(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (FixChoice choice in Choices(root, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        choice.Title,
                        cancellation => ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), choice.Key, cancellation),
                        choice.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>The ways to mend <paramref name="diagnostic"/>; none where the source is not as the rule saw it.</summary>
    internal abstract IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic);

    /// <summary>The node of the given kind at the diagnostic, or around it.</summary>
    private protected static T? NodeAt<T>(SyntaxNode root, Location location)
        where T : SyntaxNode
        => location.SourceTree == root.SyntaxTree && root.FullSpan.Contains(location.SourceSpan)
            ? root.FindNode(location.SourceSpan).FirstAncestorOrSelf<T>()
            : null;

    /// <summary>The attribute at the diagnostic's second place, where it lies in the same document.</summary>
    private protected static AttributeSyntax? RelatedAttribute(SyntaxNode root, Diagnostic diagnostic)
        => diagnostic.AdditionalLocations.Count > 0 ? NodeAt<AttributeSyntax>(root, diagnostic.AdditionalLocations[0]) : null;

    /// <summary>No other attribute of the class names the layer, or could.</summary>
    private protected static bool MayBeRemoved(AttributeSyntax layer)
        => layer.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            && type.AttributeLists.SelectMany(list => list.Attributes)
                .SelectMany(a => a.ArgumentList?.Arguments ?? default)
                .All(argument => argument.NameEquals?.Name.Identifier.ValueText is not ("From" or "Output"));

    private async Task<Document> ApplyAsync(Document document, IEnumerable<Diagnostic> diagnostics, string? key, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null)
        {
            return document;
        }

        var editor = new DeclarationEditor(new SyntaxEditor(root, document.Project.Solution.Services));
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Choices(root, diagnostic).FirstOrDefault(c => c.Key == key)?.Apply(editor);
        }

        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }

    /// <summary>
    /// Mends all of a document's diagnostics with one editor. Merging the texts of separate fixes would drop those that
    /// touch the same attribute list.
    /// </summary>
    private sealed class AllInDocument : DocumentBasedFixAllProvider
    {
        private readonly DeclarationCodeFix _fix;

        public AllInDocument(DeclarationCodeFix fix) => _fix = fix;

        protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
            => await _fix.ApplyAsync(document, diagnostics.OrderBy(d => d.Location.SourceSpan.Start), fixAllContext.CodeActionEquivalenceKey, fixAllContext.CancellationToken).ConfigureAwait(false);
    }
}
