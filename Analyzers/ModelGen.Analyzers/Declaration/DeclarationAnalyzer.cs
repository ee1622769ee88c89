using System;
using System.Collections.Generic;
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
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.OfDeclarations.All;

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
        if (IsModel(type))
        {
            Report(context, type, problem => problem.Place is not { Target: ProblemTarget.Type, Index: >= 0 });
        }

        // What is wrong with a type around a model is reported with that type: an editor shows a diagnostic, and offers
        // its fix, only inside the symbol that is being analysed.
        foreach (INamedTypeSymbol model in NestedModels(type))
        {
            int depth = DepthOf(type);
            Report(context, model, problem => problem.Place is { Target: ProblemTarget.Type, Index: var index } && index == depth);
        }
    }

    // On anything but a class the compiler itself refuses the attribute.
    private static bool IsModel(INamedTypeSymbol type) => type.TypeKind == TypeKind.Class && type.GetAttributes().Any(DeclarationReader.IsModel);

    private static IEnumerable<INamedTypeSymbol> NestedModels(INamedTypeSymbol type)
    {
        foreach (INamedTypeSymbol nested in type.GetTypeMembers())
        {
            if (IsModel(nested))
            {
                yield return nested;
            }

            foreach (INamedTypeSymbol model in NestedModels(nested))
            {
                yield return model;
            }
        }
    }

    private static int DepthOf(INamedTypeSymbol type)
    {
        int depth = 0;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            depth++;
        }

        return depth;
    }

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol type, Func<DeclarationProblem, bool> isOwn)
    {
        var locator = new ProblemLocator(type, context.CancellationToken);
        ModelDeclaration model = DeclarationReader.Read(type);
        IReadOnlyList<DeclarationProblem> problems = DeclarationRules.Check(model);
        foreach (DeclarationProblem problem in problems.Concat(DeclarationRules.Advise(model)).Concat(problems.Count == 0 ? CostRules.Check(model) : Array.Empty<DeclarationProblem>()))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (isOwn(problem) && !locator.IsLeftToCompiler(problem.Place) && Descriptors.OfDeclarations.Find(problem.RuleId) is { } descriptor)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    descriptor,
                    locator.Find(problem.Place),
                    problem.Severity ?? descriptor.DefaultSeverity,
                    problem.Related is null ? null : new[] { locator.Find(problem.Related) },
                    problem.Suggestion is null ? null : ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Suggestion, problem.Suggestion),
                    problem.What,
                    problem.Remedy));
            }
        }
    }
}
