using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Declaration;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Declaration;

/// <summary>
/// MG2001 of a declaration whose own outputs come last timestep first. That is right where the program turns them around, so a model that the project runs is left
/// to the rules on its code, and one that it only trains is reported where nothing in the project reverses anything.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BackwardOutputAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.BackwardOrder);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (!start.Compilation.GetTypesByMetadataName(DeclarationReader.ModelAttributeName).IsEmpty)
            {
                start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
            }
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || !type.GetAttributes().Any(DeclarationReader.IsModel))
        {
            return;
        }

        ModelDeclaration model = DeclarationReader.Read(type);
        if (model.Streaming || !model.Layers.Any(layer => layer is RecurrentDeclaration { GoBackwards: true, ReturnSequences: true }) || DeclarationRules.Check(model).Count > 0)
        {
            return;
        }

        var declaration = new DeclarationContext(model, new());
        int[] origins = declaration.Outputs.Select(o => DirectionRule.OriginOf(declaration, o)).OfType<int>().Distinct().ToArray();
        if (origins.Length == 0 || IsLeftToCode(context.Compilation, type.Name, context.CancellationToken))
        {
            return;
        }

        var locator = new ProblemLocator(type, context.CancellationToken);
        foreach (int origin in origins)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.BackwardOrder,
                locator.Find(ProblemPlace.Layer(origin, "GoBackwards")),
                $"Layer '{declaration.NameOf(origin)}' returns the last timestep first (GoBackwards), and so does model '{model.DisplayName}'{(model.Loss is null ? string.Empty : ", whose targets would have to come in that order too")}",
                "Use [Bidirectional], remove GoBackwards, or turn the outputs around with Sequence.Reverse"));
        }
    }

    /// <summary>The project's own code runs the model, or may turn its outputs or targets around.</summary>
    private static bool IsLeftToCode(Compilation compilation, string name, CancellationToken cancellation)
    {
        bool isNamed = false;
        bool isTurned = false;
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(t => !DeclarationReader.IsGenerated(t)))
        {
            string text = tree.GetText(cancellation).ToString();
            isTurned |= text.Contains("Reverse") || text.Contains("--") || text.Contains("- 1 - ");
            foreach (SyntaxToken token in text.IndexOf(name, StringComparison.Ordinal) < 0 ? Enumerable.Empty<SyntaxToken>() : tree.GetRoot(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is SimpleNameSyntax identifier)
                {
                    isNamed = true;
                    if (!IsQualifier(identifier))
                    {
                        return true;
                    }
                }
            }
        }

        return isNamed && isTurned;
    }

    /// <summary>What is meant is a type or constant inside the class, such as its trainer.</summary>
    private static bool IsQualifier(SimpleNameSyntax name)
        => name.Parent is QualifiedNameSyntax qualified && qualified.Left == name
            || name.Parent is MemberAccessExpressionSyntax access && access.Expression == name;
}
