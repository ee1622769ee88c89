using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG4005: keeps kernels as bfloat16.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CacheLevelCodeFix))]
[Shared]
public sealed class CacheLevelCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.CacheLevel);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is { } model)
        {
            yield return new FixChoice("Keep kernels as bfloat16", "UseBFloat16", editor => editor.SetArgument(model, "WeightPrecision", SyntaxFactory.ParseExpression("WeightPrecision.BFloat16")));
        }
    }
}
