using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Analyzers;
using ModelGen.Declaration.Rules;

namespace ModelGen.CodeFixes;

/// <summary>MG1004, MG1005, MG1006 and MG1007: makes the last activation and the loss fit each other, on the one side or the other.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeadLossCodeFix))]
[Shared]
public sealed class HeadLossCodeFix : DeclarationCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.SquashedTwice, RuleIds.RawProbabilities, RuleIds.SingleSoftmax, RuleIds.HeadAndLoss);

    internal override IEnumerable<FixChoice> Choices(SyntaxNode root, Diagnostic diagnostic)
    {
        if (NodeAt<AttributeSyntax>(root, diagnostic.Location) is not { } attribute)
        {
            return Enumerable.Empty<FixChoice>();
        }

        AttributeSyntax? other = RelatedAttribute(root, diagnostic);
        diagnostic.Properties.TryGetValue(DiagnosticProperties.Suggestion, out string? activation);
        return diagnostic.Id switch
        {
            RuleIds.SquashedTwice => ReturnLogits(attribute, other),
            RuleIds.RawProbabilities => TakeLogits(attribute, other, activation),
            RuleIds.SingleSoftmax => new[] { UseActivation(attribute, "Sigmoid") },
            _ => MatchPair(attribute, other, activation),
        };
    }

    private static IEnumerable<FixChoice> ReturnLogits(AttributeSyntax head, AttributeSyntax? loss)
    {
        if (Is(head, "Dense"))
        {
            yield return new FixChoice("Return logits: remove the activation", "ReturnLogits", editor => RemoveActivation(editor, head));
        }
        else if (Is(head, "Activation") && MayBeRemoved(head))
        {
            yield return new FixChoice("Return logits: remove the activation", "ReturnLogits", editor => editor.RemoveAttribute(head));
        }

        if (loss is not null)
        {
            yield return new FixChoice("Take probabilities: remove FromLogits", "TakeProbabilities", editor => editor.RemoveArgument(loss, "FromLogits"));
        }
    }

    private static IEnumerable<FixChoice> TakeLogits(AttributeSyntax loss, AttributeSyntax? head, string? activation)
    {
        yield return new FixChoice("Take logits: set FromLogits = true", "TakeLogits", editor => editor.SetArgument(loss, "FromLogits", Literals.True));
        if (activation is not null && head is not null && (Is(head, "Dense") || Is(head, "Activation")))
        {
            yield return UseActivation(head, activation);
        }
    }

    private static IEnumerable<FixChoice> MatchPair(AttributeSyntax loss, AttributeSyntax? head, string? activation)
    {
        FixChoice? ofHead = activation is not null && head is not null && (Is(head, "Dense") || Is(head, "Activation")) ? UseActivation(head, activation) : null;
        string kind = loss.ArgumentList?.Arguments.FirstOrDefault()?.Expression.ToString() ?? string.Empty;
        if (activation == "Sigmoid")
        {
            yield return UseLoss(loss, "CategoricalCrossentropy");
        }

        if (ofHead is not null)
        {
            yield return ofHead;
        }

        // The targets of the sparse one are ids, which a binary one does not take.
        if (activation == "Softmax" && kind.EndsWith(".CategoricalCrossentropy", System.StringComparison.Ordinal))
        {
            yield return UseLoss(loss, "BinaryCrossentropy");
        }
    }

    private static FixChoice UseLoss(AttributeSyntax loss, string kind)
        => new($"Use {kind}", "UseLoss", editor => editor.ReplaceParameter(loss, "kind", 0, Literals.Member("LossKind", kind)));

    private static FixChoice UseActivation(AttributeSyntax head, string activation) => new($"Use {activation}", "UseActivation", editor =>
    {
        editor.RemoveArgument(head, "ActivationAlpha");
        editor.RemoveArgument(head, "ActivationBeta");
        if (Is(head, "Activation"))
        {
            editor.ReplaceParameter(head, "activation", 0, Literals.Member("Activation", activation));
        }
        else
        {
            editor.SetArgument(head, "Activation", Literals.Member("Activation", activation));
        }
    });

    private static void RemoveActivation(DeclarationEditor editor, AttributeSyntax head)
    {
        foreach (string argument in new[] { "Activation", "ActivationAlpha", "ActivationBeta" })
        {
            editor.RemoveArgument(head, argument);
        }
    }

    private static bool Is(AttributeSyntax attribute, string name)
    {
        string written = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : attribute.Name is AliasQualifiedNameSyntax alias ? alias.Name.Identifier.ValueText : attribute.Name.ToString();
        return written == name || written == name + "Attribute";
    }
}
