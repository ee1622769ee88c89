using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>
/// Follows sequences through one body: who made them, in which order their timesteps lie, whether lengths go with them.
/// An abstract interpretation of the control-flow graph, which goes into the project's own methods, local functions and
/// lambdas where they are called. What cannot be followed becomes unknown, and nothing is reported of it.
/// </summary>
internal sealed partial class SequenceFlow
{
    // A body in which states do not settle after so many visits of a block is given up.
    private const int MostVisits = 40;
    private const int MostDepth = 4;

    private readonly ModelTypes _types;
    private readonly MethodGraphs _graphs;
    private readonly CancellationToken _cancellation;
    private readonly SyntaxNode _body;
    private readonly List<Frame> _frames = new();
    private readonly Dictionary<(string Rule, int Start), FlowFinding> _findings = new();
    private readonly HashSet<Storage> _readThrough = new();
    private readonly List<(string Rule, int Start, Storage Storage)> _lastTimesteps = new();
    private FlowState _state = FlowState.Empty;
    private FlowValue? _returned;
    private bool _isReporting;
    private bool _isGivenUp;

    private SequenceFlow(ModelTypes types, MethodGraphs graphs, SyntaxNode body, CancellationToken cancellation)
    {
        _types = types;
        _graphs = graphs;
        _body = body;
        _cancellation = cancellation;
    }

    /// <summary>What the rules find in <paramref name="graph"/>, and what its fields hold at its end.</summary>
    /// <param name="types">The compilation's models.</param>
    /// <param name="graphs">Graphs of the methods that are called.</param>
    /// <param name="graph">The body.</param>
    /// <param name="entry">What the class' fields hold before.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    public static (IReadOnlyCollection<FlowFinding> Findings, FlowState Exit) Run(
        ModelTypes types,
        MethodGraphs graphs,
        ControlFlowGraph graph,
        FlowState entry,
        CancellationToken cancellation)
    {
        var flow = new SequenceFlow(types, graphs, graph.OriginalOperation.Syntax, cancellation) { _isReporting = true };
        FlowState exit = flow.Interpret(graph, entry, callSite: null);
        flow.DropWhereReadThrough();
        return flow._isGivenUp ? (System.Array.Empty<FlowFinding>(), FlowState.Empty) : (flow._findings.Values, exit);
    }

    /// <summary>The loops around an operation: those of its own body, then those around the calls that led into it.</summary>
    private IEnumerable<SyntaxNode> LoopsAround(SyntaxNode node)
    {
        foreach (SyntaxNode loop in LoopMap.Around(node))
        {
            yield return loop;
        }

        for (int i = _frames.Count - 1; i >= 0; i--)
        {
            if (_frames[i].CallSite is { } call)
            {
                foreach (SyntaxNode loop in LoopMap.Around(call))
                {
                    yield return loop;
                }
            }
        }
    }

    private int? DirectionOf(Polynomial value, SyntaxNode loop) => value.IsUnknown ? null : value.DirectionBy(symbol => DirectionOf(symbol, loop));

    private int? DirectionOf(IndexSymbol symbol, SyntaxNode loop)
    {
        int? direction = 0;
        foreach (ISymbol part in symbol.Parts)
        {
            foreach (Frame frame in _frames)
            {
                int? step = frame.Loops.StepOf(part, loop);
                if (step != 0)
                {
                    direction = symbol.IsVariable ? step : null;
                }
            }
        }

        return direction;
    }

    /// <summary>
    /// How a place moves in the loop over time around <paramref name="node"/>: the innermost loop that moves it, unless
    /// that one goes over the values of a timestep.
    /// </summary>
    private Directions DirectionsOf(ReferenceValue reference, SyntaxNode node)
    {
        var moving = new List<(SyntaxNode Loop, int? Sign, bool IsUnit)>();
        foreach (SyntaxNode loop in LoopsAround(node).Concat(reference.Moving.Loops.Select(l => l.Loop)).Distinct())
        {
            int? own = DirectionOf(reference.Offset, loop);
            int? sign = own == 0 ? reference.Moving.In(loop) : own;
            if (sign != 0)
            {
                moving.Add((loop, sign, own != 0 && IsUnitStride(reference.Offset, loop)));
            }
        }

        bool hasUnits = moving.Count > 1 && moving[0].IsUnit && _state.ContentOf(reference.Storage).Width != 1;
        return moving.Count == 0 ? Directions.None : Directions.None.With(moving[hasUnits ? 1 : 0].Loop, moving[hasUnits ? 1 : 0].Sign);
    }

    private bool IsUnitStride(Polynomial offset, SyntaxNode loop)
        => offset.StrideBy(symbol => DirectionOf(symbol, loop) != 0) is { Constant: 1 or -1 };

    private FlowState Interpret(ControlFlowGraph graph, FlowState entry, SyntaxNode? callSite)
    {
        FlowState outer = _state;
        _frames.Add(new Frame(graph, new LoopMap(graph), callSite));
        bool isReporting = _isReporting;
        _isReporting = false;
        var before = new FlowState?[graph.Blocks.Length];
        var visits = new int[graph.Blocks.Length];
        before[0] = entry;
        var work = new SortedSet<int> { 0 };
        while (work.Count > 0 && !_isGivenUp)
        {
            _cancellation.ThrowIfCancellationRequested();
            int next = work.Min;
            work.Remove(next);
            if (++visits[next] > MostVisits)
            {
                _isGivenUp = true;
                break;
            }

            _state = before[next]!;
            Visit(graph.Blocks[next]);
            Flow(graph.Blocks[next], before, work);
        }

        // Once more with what holds on every path: only now is anything certain enough to be reported.
        _isReporting = isReporting;
        FlowValue? returned = null;
        foreach (BasicBlock block in graph.Blocks)
        {
            if (before[block.Ordinal] is { } state && !_isGivenUp)
            {
                _state = state;
                FlowValue? value = Visit(block);
                if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && value is not null)
                {
                    returned = returned is null || returned.Equals(value) ? value : FlowValue.Unknown;
                }
            }
        }

        FlowState exit = before[graph.Blocks.Length - 1] ?? entry;
        _frames.RemoveAt(_frames.Count - 1);
        _state = outer;
        _returned = returned;
        return exit;
    }

    private void Flow(BasicBlock block, FlowState?[] before, SortedSet<int> work)
    {
        Join(block.FallThroughSuccessor);
        Join(block.ConditionalSuccessor);

        // An exception may leave a try block anywhere in it; what a handler knows is what is known at the block's ends.
        // The root of a lambda's graph lies within the regions of the graph around it.
        for (ControlFlowRegion? region = block.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion is { } outer)
            {
                foreach (ControlFlowRegion handler in outer.NestedRegions.Where(r => r != region))
                {
                    JoinAt(handler.FirstBlockOrdinal);
                }
            }
        }

        void Join(ControlFlowBranch? branch)
        {
            if (branch?.Destination is { } destination)
            {
                JoinAt(destination.Ordinal);
            }
        }

        void JoinAt(int ordinal)
        {
            FlowState joined = before[ordinal] is { } earlier ? FlowState.Join(earlier, _state) : _state;
            if (before[ordinal] is null || !joined.IsSame(before[ordinal]!))
            {
                before[ordinal] = joined;
                work.Add(ordinal);
            }
        }
    }

    /// <returns>The value that the block branches on or returns.</returns>
    private FlowValue? Visit(BasicBlock block)
    {
        foreach (IOperation operation in block.Operations)
        {
            Evaluate(operation);
        }

        return block.BranchValue is { } value ? Evaluate(value) : null;
    }

    /// <summary>Reports once, and only what has come about in the body that is being analysed rather than in a method that it calls.</summary>
    private void Report(string rule, SyntaxNode at, string what, string remedy, params SyntaxNode?[] origins) => Report(rule, at, what, remedy, null, origins);

    private void Report(string rule, SyntaxNode at, string what, string remedy, FlowMend? mend, params SyntaxNode?[] origins)
    {
        if (!_isReporting)
        {
            return;
        }

        // In a method that is called, the place to change is the call.
        for (int i = _frames.Count - 1; i > 0 && !IsInBody(at); i--)
        {
            at = _frames[i].CallSite ?? at;
        }

        if (IsInBody(at) && (_frames.Count == 1 || origins.Any(o => o is not null && IsInBody(o))) && !_findings.ContainsKey((rule, at.SpanStart)))
        {
            _findings.Add((rule, at.SpanStart), new FlowFinding(rule, at.GetLocation(), what, remedy, mend));
        }
    }

    private bool IsInBody(SyntaxNode node) => node.SyntaxTree == _body.SyntaxTree && _body.FullSpan.Contains(node.Span);

    /// <summary>A body that is being interpreted.</summary>
    /// <param name="Graph">Its graph.</param>
    /// <param name="Loops">Its loops.</param>
    /// <param name="CallSite">Where it was called.</param>
    private sealed record Frame(ControlFlowGraph Graph, LoopMap Loops, SyntaxNode? CallSite);
}

/// <summary>Something that is wrong.</summary>
internal sealed record FlowFinding(string RuleId, Location Location, string What, string Remedy, FlowMend? Mend);
