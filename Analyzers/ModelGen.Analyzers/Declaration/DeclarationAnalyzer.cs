using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Declaration;

/// <summary>Reports what <see cref="DeclarationRules"/> finds wrong with a class that has <c>[Model]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.Declaration;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            // A compilation that does not reference the runtime cannot declare a model.
            if (!start.Compilation.GetTypesByMetadataName(DeclarationReader.ModelAttributeName).IsEmpty)
            {
                start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
            }
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        // On anything but a class the compiler itself refuses the attribute.
        if (type.TypeKind != TypeKind.Class || !type.GetAttributes().Any(DeclarationReader.IsModel))
        {
            return;
        }

        var locator = new ProblemLocator(type, context.CancellationToken);
        foreach (DeclarationProblem problem in DeclarationRules.Check(DeclarationReader.Read(type)))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (!locator.IsLeftToCompiler(problem.Place) && Descriptors.Find(problem.RuleId) is { } descriptor)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    descriptor,
                    locator.Find(problem.Place),
                    problem.Related is null ? null : new[] { locator.Find(problem.Related) },
                    problem.Suggestion is null ? null : ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Suggestion, problem.Suggestion),
                    problem.What,
                    problem.Remedy));
            }
        }
    }
}
