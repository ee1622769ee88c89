using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>MG2001 to MG2004 in user code: the order of timesteps, reversals, last timesteps and padding.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SequenceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }
        = ImmutableArray.Create(Descriptors.BackwardOrder, Descriptors.Reversal, Descriptors.LastTimestep, Descriptors.Unmasked);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                var classes = new ClassFlows(types, new MethodGraphs(start.Compilation));
                start.RegisterOperationBlockAction(block => Analyze(block, classes));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, ClassFlows classes)
    {
        if (context.OwningSymbol is not IMethodSymbol { ContainingType: { } type } || !classes.Concerns(type, context.CancellationToken))
        {
            return;
        }

        IOperation? body = context.OperationBlocks.FirstOrDefault(b => b.Kind == OperationKind.Block);
        if (body is null)
        {
            return;
        }

        ControlFlowGraph graph = context.GetControlFlowGraph(body);
        foreach (FlowFinding finding in classes.Analyze(type, graph, context.CancellationToken))
        {
            DiagnosticDescriptor descriptor = SupportedRule(finding.RuleId);
            context.ReportDiagnostic(Diagnostic.Create(
                descriptor,
                finding.Location,
                finding.RuleId == Descriptors.BackwardOrder.Id ? DiagnosticSeverity.Error : descriptor.DefaultSeverity,
                additionalLocations: null,
                properties: null,
                finding.What,
                finding.Remedy));
        }
    }

    private static DiagnosticDescriptor SupportedRule(string id)
        => id == Descriptors.BackwardOrder.Id ? Descriptors.BackwardOrder
            : id == Descriptors.Reversal.Id ? Descriptors.Reversal
            : id == Descriptors.LastTimestep.Id ? Descriptors.LastTimestep
            : Descriptors.Unmasked;
}

/// <summary>What the methods of a class leave in its fields for each other.</summary>
internal sealed class ClassFlows
{
    private static readonly ImmutableHashSet<string> s_calls = ImmutableHashSet.Create("Predict", "Step", "Reverse", "Merge", "Pad");

    private readonly ModelTypes _types;
    private readonly MethodGraphs _graphs;
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _concerned = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, FlowState> _entries = new(SymbolEqualityComparer.Default);

    public ClassFlows(ModelTypes types, MethodGraphs graphs)
    {
        _types = types;
        _graphs = graphs;
    }

    /// <summary>Some code of the class calls what could be a model. Most classes do not.</summary>
    public bool Concerns(INamedTypeSymbol type, CancellationToken cancellation)
        => _concerned.GetOrAdd(type, t => t.DeclaringSyntaxReferences.Any(r => !DeclarationReader.IsGenerated(r.SyntaxTree)
            && r.GetSyntax(cancellation).DescendantNodes().Any(n => n is SimpleNameSyntax name && s_calls.Contains(name.Identifier.ValueText))));

    public System.Collections.Generic.IReadOnlyCollection<FlowFinding> Analyze(INamedTypeSymbol type, ControlFlowGraph graph, CancellationToken cancellation)
        => SequenceFlow.Run(_types, _graphs, graph, _entries.GetOrAdd(type, t => Entry(t, cancellation)), cancellation).Findings;

    /// <summary>What the fields hold when a method begins: what the others have left there, where they agree.</summary>
    private FlowState Entry(INamedTypeSymbol type, CancellationToken cancellation)
    {
        FlowState entry = FlowState.Empty;
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (_graphs.Find(method, cancellation) is { } graph)
            {
                FlowState exit = SequenceFlow.Run(_types, _graphs, graph, FlowState.Empty, cancellation).Exit;
                entry = entry with { Contents = FlowState.Join(entry, new FlowState { Contents = exit.Contents.Where(c => c.Key.Root is IFieldSymbol or IPropertySymbol).ToImmutableDictionary() }).Contents };
            }
        }

        return entry with { Contents = entry.Contents.ToImmutableDictionary(c => c.Key, c => c.Value with { IsFresh = false }) };
    }
}
