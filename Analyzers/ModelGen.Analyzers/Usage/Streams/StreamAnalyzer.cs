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
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnresetState, Descriptors.FreshState, Descriptors.SharedInstance);

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
            var reported = new ConcurrentDictionary<(string, Location), bool>();
            start.RegisterOperationBlockAction(block => Analyze(block, graphs, reported));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, StreamGraphs graphs, ConcurrentDictionary<(string, Location), bool> reported)
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

        var diagnostics = new List<Diagnostic>();
        diagnostics.AddRange(Check(graph, method, null, graphs));
        foreach (StreamLambda lambda in graph.Lambdas.Concat(graph.Functions.SelectMany(f => f.Graph.Lambdas)))
        {
            diagnostics.AddRange(Check(lambda.Graph, lambda.Symbol, lambda.Syntax, graphs));
        }

        foreach ((IMethodSymbol function, StreamGraph local) in graph.Functions)
        {
            diagnostics.AddRange(Check(local, function, null, graphs));
        }

        diagnostics.AddRange(ConcurrentUseRule.Check(root, graph, graphs));
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (reported.TryAdd((diagnostic.Id, diagnostic.Location), true))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static IEnumerable<Diagnostic> Check(StreamGraph graph, IMethodSymbol method, SyntaxNode? lambda, StreamGraphs graphs)
        => FreshStateRule.Check(graph, method, graphs).Concat(UnresetStateRule.Check(graph, lambda, graphs)).Concat(SharedInstanceRule.Check(graph, lambda));

    private static bool HasToDo(IOperation block, StreamGraphs graphs) => block.Descendants().Any(o => o switch
    {
        IInvocationOperation call => graphs.Types.CallOf(call.TargetMethod) != ModelCall.None || graphs.Bodies.CanFollow(call.TargetMethod),
        _ => false,
    });
}
