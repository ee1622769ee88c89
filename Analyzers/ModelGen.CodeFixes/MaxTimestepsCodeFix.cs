using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0004: writes a MaxTimesteps that is missing for the user to complete. Sizes that are wrong are the user's to choose.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MaxTimestepsCodeFix))]
[Shared]
public sealed class MaxTimestepsCodeFix : DeclarationCodeFix
{
    private const int Placeholder = 100;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.Size);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? option)
            && option == "MaxTimesteps"
            && NodeAt<AttributeSyntax>(root, diagnostic.Location) is { } model)
        {
            yield return new FixChoice(
                $"Set MaxTimesteps = {Placeholder} (change it to the length of the longest sequence)",
                "SetMaxTimesteps",
                editor => editor.SetArgument(model, "MaxTimesteps", Literals.Int32(Placeholder)));
        }
    }
}
