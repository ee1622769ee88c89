using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>The events of one method, local function or lambda on its control flow.</summary>
internal sealed class StreamGraph
{
    private readonly StreamEvent[][] _events;
    private readonly int[][] _next;

    public StreamGraph(ControlFlowGraph flow, StreamEvent[][] events, IReadOnlyList<StreamLambda> lambdas)
    {
        _events = events;
        Lambdas = lambdas;
        _next = flow.Blocks
            .Select(b => new[] { b.FallThroughSuccessor?.Destination, b.ConditionalSuccessor?.Destination }
                .Where(d => d is not null)
                .Select(d => d!.Ordinal)
                .ToArray())
            .ToArray();
    }

    /// <summary>The lambdas that are written in it, in their order.</summary>
    public IReadOnlyList<StreamLambda> Lambdas { get; }

    /// <summary>The local functions that are written in it or in its lambdas.</summary>
    public IReadOnlyList<(IMethodSymbol Method, StreamGraph Graph)> Functions { get; init; } = Array.Empty<(IMethodSymbol, StreamGraph)>();

    /// <summary>It begins anew when it has ended: the lambda of a query, or a method that runs once per frame.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>All events in the order of the blocks.</summary>
    public IEnumerable<StreamEvent> Events => _events.SelectMany(e => e);

    /// <summary>Events that are reached from an event before <paramref name="stop"/> holds, those that stop included.</summary>
    public List<StreamEvent> From(StreamEvent start, Func<StreamEvent, bool> stop)
    {
        for (int block = 0; block < _events.Length; block++)
        {
            int index = Array.IndexOf(_events[block], start);
            if (index >= 0)
            {
                return From(block, index + 1, stop, out _);
            }
        }

        return new List<StreamEvent>();
    }

    /// <summary>Events that are reached from the entry.</summary>
    public List<StreamEvent> FromEntry(Func<StreamEvent, bool> stop, out bool ends) => From(0, 0, stop, out ends);

    /// <summary>The end is reached after an event without one that stops.</summary>
    public bool Ends(StreamEvent start, Func<StreamEvent, bool> stop)
    {
        for (int block = 0; block < _events.Length; block++)
        {
            int index = Array.IndexOf(_events[block], start);
            if (index >= 0)
            {
                From(block, index + 1, stop, out bool ends);
                return ends;
            }
        }

        return true;
    }

    private List<StreamEvent> From(int block, int index, Func<StreamEvent, bool> stop, out bool ends)
    {
        ends = false;
        var reached = new List<StreamEvent>();
        var seen = new HashSet<int>();
        var waiting = new Stack<(int Block, int Index)>();
        waiting.Push((block, index));
        while (waiting.Count > 0)
        {
            (int current, int first) = waiting.Pop();
            bool stopped = false;
            for (int i = first; i < _events[current].Length && !stopped; i++)
            {
                reached.Add(_events[current][i]);
                stopped = stop(_events[current][i]);
            }

            if (stopped)
            {
                continue;
            }

            // The exit is the last block.
            if (current == _events.Length - 1)
            {
                ends = true;
                if (IsRepeated && seen.Add(0))
                {
                    waiting.Push((0, 0));
                }
            }

            foreach (int next in _next[current])
            {
                if (seen.Add(next))
                {
                    waiting.Push((next, 0));
                }
            }
        }

        return reached;
    }
}

/// <summary>A lambda with its own graph.</summary>
/// <param name="Syntax">As it is written.</param>
/// <param name="Symbol">The function.</param>
/// <param name="Graph">Its events.</param>
internal sealed record StreamLambda(SyntaxNode Syntax, IMethodSymbol Symbol, StreamGraph Graph);
