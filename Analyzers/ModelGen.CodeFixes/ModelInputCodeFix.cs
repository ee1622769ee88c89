using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG0009: writes Features for the user to complete, or removes it beside an embedding or inputs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModelInputCodeFix))]
[Shared]
public sealed class ModelInputCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ModelInput);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        // What is wrong with [Input] and the layers below it is the user's to order.
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is not { } model || LayerReferences.KindOf(model) != "Model")
        {
            yield break;
        }

        if (NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location) is not null)
        {
            yield return new FixChoice("Remove Features: the layers say what the model reads", "RemoveFeatures", editor => editor.RemoveArgument(model, "Features"));
        }
        else
        {
            yield return new FixChoice(
                "Set Features = 1 (change it to the number of inputs per timestep)",
                "SetFeatures",
                editor => editor.SetArgument(model, "Features", Literals.Int32(1)));
        }
    }
}
