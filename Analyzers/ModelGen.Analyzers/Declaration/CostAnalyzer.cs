using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Declaration;

/// <summary>MG0015: what each layer of a model costs. An analyzer of its own, which the compiler does not run while the rule is off.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CostAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.Cost);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type || !type.GetAttributes().Any(DeclarationReader.IsModel))
        {
            return;
        }

        ModelDeclaration model = DeclarationReader.Read(type);
        if (DeclarationRules.Check(model).Count > 0)
        {
            return;
        }

        var locator = new ProblemLocator(type, context.CancellationToken);
        foreach (DeclarationProblem figure in CostRules.Report(model))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Cost, locator.Find(figure.Place), figure.What));
        }
    }
}
