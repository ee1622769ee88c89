using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>MG2001 to MG2004 in user code: the order of timesteps, reversals, last timesteps and padding.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SequenceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }
        = ImmutableArray.Create(Descriptors.BackwardOrder, Descriptors.Reversal, Descriptors.LastTimestep, Descriptors.Unmasked, Descriptors.Layout);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                var classes = new ClassFlows(start.Compilation, types);
                start.RegisterOperationBlockAction(block => Analyze(block, classes));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, ClassFlows classes)
    {
        if (context.OwningSymbol is not IMethodSymbol { ContainingType: { } type } method
            || context.OperationBlocks.FirstOrDefault(b => b.Kind is OperationKind.Block or OperationKind.MethodBody) is not { } body
            || !classes.Concerns(type, body.Syntax, context.CancellationToken))
        {
            return;
        }

        ControlFlowGraph graph = context.GetControlFlowGraph(body);
        foreach (FlowFinding finding in classes.Analyze(method, graph, context.CancellationToken))
        {
            DiagnosticDescriptor descriptor = SupportedRule(finding.RuleId);
            (Location At, ImmutableDictionary<string, string?> Properties)? mend = finding.Mend?.Resolve(graph.OriginalOperation.SemanticModel, body.Syntax.SyntaxTree, context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(
                descriptor,
                finding.Location,
                finding.RuleId == Descriptors.BackwardOrder.Id ? DiagnosticSeverity.Error : descriptor.DefaultSeverity,
                mend is null ? null : [mend.Value.At],
                mend?.Properties,
                finding.What,
                finding.Remedy));
        }
    }

    private static DiagnosticDescriptor SupportedRule(string id)
        => id == Descriptors.BackwardOrder.Id ? Descriptors.BackwardOrder
            : id == Descriptors.Reversal.Id ? Descriptors.Reversal
            : id == Descriptors.LastTimestep.Id ? Descriptors.LastTimestep
            : id == Descriptors.Layout.Id ? Descriptors.Layout
            : Descriptors.Unmasked;
}
