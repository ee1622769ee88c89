using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>
/// Tells by names alone whether code may have to do with a model: a look at the text of a body, before anything is bound. A name in a comment counts
/// as well, which costs time only.
/// </summary>
internal sealed class CallNames
{
    private static readonly ImmutableArray<string> s_calls = ImmutableArray.Create("Predict", "Step", "Reverse", "Merge", "Pad", "ToBatchMajor", "ToTimeMajor", "TimeMajorSpan", "Vectorize");
    private static readonly HashSet<int> s_callHashes = Hashes(s_calls);

    // Trees outlive compilations: after an edit only one of them is read again.
    private static readonly ConditionalWeakTable<SyntaxTree, ImmutableHashSet<string>> s_callers = new();

    private readonly Lazy<HashSet<int>> _wanted;

    public CallNames(Compilation compilation)
        => _wanted = new Lazy<HashSet<int>>(() => Hashes(s_calls.Concat(compilation.SyntaxTrees
            .Where(t => !DeclarationReader.IsGenerated(t))
            .SelectMany(t => s_callers.GetValue(t, FindCallers)))));

    /// <summary>It calls what could be a model, or a method that does so itself.</summary>
    public bool Calls(SyntaxNode body, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Mentions(body, _wanted.Value);
    }

    /// <summary>One of the names stands in it.</summary>
    public static bool Mentions(SyntaxNode body, IEnumerable<string> names) => Mentions(body, Hashes(names));

    /// <summary>The names of methods whose bodies call what could be a model.</summary>
    private static ImmutableHashSet<string> FindCallers(SyntaxTree tree)
        => tree.GetRoot().DescendantNodes(n => n is not MemberDeclarationSyntax or BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MethodDeclarationSyntax>()
            .Where(m => Mentions(m, s_callHashes))
            .Select(m => m.Identifier.ValueText)
            .ToImmutableHashSet();

    private static HashSet<int> Hashes(IEnumerable<string> names) => new(names.Select(n =>
    {
        int hash = 0;
        foreach (char c in n)
        {
            hash = Next(hash, c);
        }

        return hash;
    }));

    /// <summary>Goes through the identifiers of the text by their hashes: no string is made for any of them.</summary>
    private static bool Mentions(SyntaxNode body, HashSet<int> wanted)
    {
        string text = body.SyntaxTree.GetText().ToString(body.Span);
        int hash = 0;
        bool isInside = false;
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || c == '_')
            {
                hash = isInside ? Next(hash, c) : Next(0, c);
                isInside = true;
            }
            else if (isInside)
            {
                if (wanted.Contains(hash))
                {
                    return true;
                }

                isInside = false;
            }
        }

        return isInside && wanted.Contains(hash);
    }

    private static int Next(int hash, char c) => unchecked((hash * 31) + c + 1);
}
