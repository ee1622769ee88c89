using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>Rules on states and instances in user code: each body that has to do with a model is read once, into a graph of what happens to states.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StreamAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.FreshState);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is not { } types)
            {
                return;
            }

            var graphs = new StreamGraphs(types, new Bodies(start.Compilation, types));
            var reported = new ConcurrentDictionary<Location, bool>();
            start.RegisterOperationBlockAction(block => Analyze(block, graphs, reported));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, StreamGraphs graphs, ConcurrentDictionary<Location, bool> reported)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !context.OperationBlocks.Any(b => HasToDo(b, graphs)))
        {
            return;
        }

        IOperation root = context.OperationBlocks[0];
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        graphs.Bodies.Add(method, root);
        if (graphs.Of(method) is not { } graph)
        {
            return;
        }

        Report(context, method, graph, graphs, reported);
        foreach (StreamLambda lambda in graph.Lambdas.Concat(graph.Functions.SelectMany(f => f.Graph.Lambdas)))
        {
            Report(context, lambda.Symbol, lambda.Graph, graphs, reported);
        }

        foreach ((IMethodSymbol function, StreamGraph local) in graph.Functions)
        {
            Report(context, function, local, graphs, reported);
        }
    }

    private static void Report(OperationBlockAnalysisContext context, IMethodSymbol method, StreamGraph graph, StreamGraphs graphs, ConcurrentDictionary<Location, bool> reported)
    {
        IEnumerable<Diagnostic> diagnostics = FreshStateRule.Check(graph, method, graphs);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (reported.TryAdd(diagnostic.Location, true))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static bool HasToDo(IOperation block, StreamGraphs graphs) => block.Descendants().Any(o => o switch
    {
        IInvocationOperation call => graphs.Types.CallOf(call.TargetMethod) != ModelCall.None || graphs.Bodies.CanFollow(call.TargetMethod),
        _ => false,
    });
}
