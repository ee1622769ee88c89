using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG1001, MG1003 and MG1008: gives a cell the forget bias, initialiser or activation with which it trains.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CellTrainingCodeFix))]
[Shared]
public sealed class CellTrainingCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.ForgetBias, RuleIds.RecurrentKernel, RuleIds.UnboundedCell);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is not { } layer)
        {
            yield break;
        }

        string? option = NodeAt<AttributeArgumentSyntax>(root, diagnostic.Location)?.NameEquals?.Name.Identifier.ValueText;
        switch (diagnostic.Id)
        {
            case RuleIds.ForgetBias when option == "UseBias":
                yield return new FixChoice("Use a bias", "ForgetBias", editor => editor.RemoveArgument(layer, "UseBias"));
                break;
            case RuleIds.ForgetBias:
                yield return new FixChoice("Start the forget gate's bias at 1", "ForgetBias", editor => editor.SetArgument(layer, "UnitForgetBias", Literals.True));
                break;
            case RuleIds.RecurrentKernel:
                yield return UseInitializer(layer, "Orthogonal");
                yield return UseInitializer(layer, "GlorotUniform");
                break;
            case RuleIds.UnboundedCell when option is not null:
                yield return new FixChoice(option == "Activation" ? "Use Tanh" : "Use the default activation of the gates", "UseBounded", editor =>
                {
                    editor.RemoveArgument(layer, option);
                    editor.RemoveArgument(layer, option + "Alpha");
                    editor.RemoveArgument(layer, option + "Beta");
                });
                break;
        }
    }

    // Its own numbers mean something else to these: a gain to the one, nothing to the other.
    private static FixChoice UseInitializer(AttributeSyntax layer, string initializer) => new($"Use {initializer}", "Use" + initializer, editor =>
    {
        editor.SetArgument(layer, "RecurrentInitializer", Literals.Member("Initializer", initializer));
        editor.RemoveArgument(layer, "RecurrentInitializerScale");
        editor.RemoveArgument(layer, "RecurrentInitializerMean");
    });
}
