using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Cells;

/// <summary>MG1001, MG1013, MG1014, MG1015: recurrent cells that a person wrote and marked with <c>[RecurrentCell]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RecurrentCellAnalyzer : DiagnosticAnalyzer
{
    internal const string AttributeName = "ModelGen.RecurrentCellAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.ForgetBias,
        Descriptors.SwappedStates,
        Descriptors.MissingRecurrentTerm,
        Descriptors.StateNotReturned);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            ImmutableArray<INamedTypeSymbol> attributes = start.Compilation.GetTypesByMetadataName(AttributeName);
            if (attributes.IsEmpty)
            {
                return;
            }

            start.RegisterOperationBlockAction(block =>
            {
                if (block.OwningSymbol is IMethodSymbol method && IsCell(method, attributes))
                {
                    Analyze(block.Compilation, method, block.OperationBlocks, block.ReportDiagnostic, block.CancellationToken);
                }
            });
            start.RegisterOperationAction(
                operation =>
                {
                    if (operation.Operation is ILocalFunctionOperation { Body: { } body } local && IsCell(local.Symbol, attributes))
                    {
                        Analyze(operation.Compilation, local.Symbol, ImmutableArray.Create<IOperation>(body), operation.ReportDiagnostic, operation.CancellationToken);
                    }
                },
                OperationKind.LocalFunction);
            start.RegisterOperationAction(
                operation =>
                {
                    // Within a cell its own analysis follows the call.
                    var call = (IInvocationOperation)operation.Operation;
                    if (call.Arguments.Length > 0 && IsCell(call.TargetMethod.OriginalDefinition, attributes)
                        && !(operation.ContainingSymbol is IMethodSymbol caller && IsCell(caller, attributes)))
                    {
                        CellCalls.Analyze(operation, call);
                    }
                },
                OperationKind.Invocation);
        });
    }

    private static bool IsCell(IMethodSymbol method, ImmutableArray<INamedTypeSymbol> attributes)
        => method.GetAttributes().Any(a => a.AttributeClass is { } type && attributes.Contains(type, SymbolEqualityComparer.Default));

    private static void Analyze(Compilation compilation, IMethodSymbol method, ImmutableArray<IOperation> blocks, System.Action<Diagnostic> report, CancellationToken cancellation)
    {
        IEnumerable<IOperation> bodies = blocks.Where(b => b is IBlockOperation or IMethodBodyOperation);
        if (method.DeclaringSyntaxReferences.IsEmpty || CellEvaluator.Run(compilation, method, bodies, cancellation) is not { } evaluator)
        {
            return;
        }

        IEnumerable<CellProblem> problems;
        try
        {
            problems = new CellRules(method, evaluator, new InitialBias(compilation, cancellation)).Check().ToArray();
        }
        catch (AnalysisLimitException)
        {
            return;
        }

        foreach (CellProblem problem in problems)
        {
            report(Diagnostic.Create(
                Descriptors.OfCells(problem.RuleId),
                problem.Syntax.GetLocation(),
                SuggestionFor(problem, evaluator) is { } suggestion ? ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Suggestion, suggestion) : null,
                problem.What,
                problem.Remedy));
        }
    }

    /// <summary>What a fix would add to an expression, in the expression's own type; null where the place is no such expression.</summary>
    private static string? SuggestionFor(CellProblem problem, CellEvaluator evaluator)
    {
        if (problem.Suggestion is not DiagnosticProperties.AddOne)
        {
            return problem.Suggestion;
        }

        if (problem.Syntax is not ExpressionSyntax or AssignmentExpressionSyntax)
        {
            return null;
        }

        return evaluator.TypeOf(problem.Syntax) switch
        {
            SpecialType.System_Single => "1f",
            SpecialType.System_Double => "1.0",
            _ => null,
        };
    }
}
