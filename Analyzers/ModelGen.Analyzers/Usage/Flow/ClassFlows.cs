using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>Which bodies are worth following, and what the methods of a class leave in its fields for each other.</summary>
internal sealed class ClassFlows
{
    private readonly ModelTypes _types;
    private readonly MethodGraphs _graphs;
    private readonly CallNames _names;
    private readonly ConcurrentDictionary<IMethodSymbol, IReadOnlyCollection<FlowFinding>> _alone = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, FlowState> _entries = new(SymbolEqualityComparer.Default);

    public ClassFlows(Compilation compilation, ModelTypes types)
    {
        _types = types;
        _graphs = new MethodGraphs(compilation);
        _names = new CallNames(compilation);
    }

    /// <summary>The body calls a model, or what calls one, or reads a field that holds outputs. Most bodies do not.</summary>
    public bool Concerns(INamedTypeSymbol type, SyntaxNode body, CancellationToken cancellation)
        => _names.Calls(body, cancellation) || (EntryOf(type, cancellation) is { } held && (!held.Contents.IsEmpty || !held.Variables.IsEmpty) && CallNames.Mentions(body, held.Contents.Keys.Where(s => s.Root is not null).Select(s => s.Root!.Name).Concat(held.Variables.Keys.Select(v => v.Name))));

    public IReadOnlyCollection<FlowFinding> Analyze(IMethodSymbol method, ControlFlowGraph graph, CancellationToken cancellation)
    {
        FlowState entry = EntryOf(method.ContainingType, cancellation);

        // With nothing known of the fields, that is what has been found out for the other methods already.
        return entry.Contents.IsEmpty && entry.Variables.IsEmpty && _alone.TryGetValue(method, out IReadOnlyCollection<FlowFinding>? findings)
            ? findings
            : SequenceFlow.Run(_types, _graphs, graph, entry, cancellation).Findings;
    }

    private static bool Holds(ITypeSymbol type) => SequenceFlow.IsMemory(type) || HoldsRows(type);

    private static bool HoldsRows(ITypeSymbol type) => type.Name is "SequenceDataset" or "PaddedSequences";

    private FlowState EntryOf(INamedTypeSymbol type, CancellationToken cancellation)
        => _entries.TryGetValue(type, out FlowState? entry) ? entry : _entries.GetOrAdd(type, Entry(type, cancellation));

    /// <summary>What the fields hold when a method begins: what the others have left there, where they agree.</summary>
    private FlowState Entry(INamedTypeSymbol type, CancellationToken cancellation)
    {
        FlowState entry = FlowState.Empty;
        ImmutableArray<ISymbol> members = type.GetMembers();
        if (!members.Any(m => (m is IFieldSymbol { Type: var field } && Holds(field)) || (m is IPropertySymbol { Type: var property } && Holds(property))))
        {
            return entry;
        }

        foreach (IMethodSymbol method in members.OfType<IMethodSymbol>())
        {
            if (method.DeclaringSyntaxReferences.Length == 1
                && _names.Calls(method.DeclaringSyntaxReferences[0].GetSyntax(cancellation), cancellation)
                && _graphs.Find(method, cancellation) is { } graph)
            {
                (IReadOnlyCollection<FlowFinding> findings, FlowState exit) = SequenceFlow.Run(_types, _graphs, graph, FlowState.Empty, cancellation);
                _alone[method] = findings;
                entry = entry with { Contents = FlowState.Join(entry, new FlowState { Contents = exit.Contents.Where(c => c.Key.Root is IFieldSymbol or IPropertySymbol).ToImmutableDictionary() }).Contents };
                foreach (KeyValuePair<ISymbol, FlowValue> set in exit.Variables.Where(v => v.Key is IFieldSymbol { Type: var field } && HoldsRows(field) || v.Key is IPropertySymbol { Type: var property } && HoldsRows(property)))
                {
                    if (set.Value is PaddedValue padded)
                    {
                        entry = entry with { Contents = entry.Contents.SetItem(padded.Values, exit.ContentOf(padded.Values)).SetItem(padded.Lengths, exit.ContentOf(padded.Lengths)) };
                    }

                    // Whichever method has run last.
                    bool agrees = !entry.Variables.TryGetValue(set.Key, out FlowValue? other) || other.Equals(set.Value);
                    entry = entry with { Variables = entry.Variables.SetItem(set.Key, agrees ? set.Value : FlowValue.Unknown) };
                }
            }
        }

        return entry with { Contents = entry.Contents.ToImmutableDictionary(c => c.Key, c => c.Value with { IsFresh = false }) };
    }
}
