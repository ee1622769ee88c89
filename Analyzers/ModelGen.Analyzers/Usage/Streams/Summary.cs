using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>What a method does, in the few events that its callers need to know, per state.</summary>
internal static class Summary
{
    public static IEnumerable<StreamEvent> Of(StreamGraph graph)
    {
        foreach (IGrouping<ISymbol?, StreamEvent> group in graph.Events.GroupBy(e => e.State, SymbolEqualityComparer.Default))
        {
            IEnumerable<StreamEvent> events = group.Key is null ? group : OfState(graph, group.Key, group.ToList());
            foreach (StreamEvent effect in events)
            {
                yield return effect;
            }
        }
    }

    /// <summary>Every step computes from a start of its own, and nobody looks at what becomes of the state.</summary>
    public static bool NeverCarries(StreamGraph graph, ISymbol state)
        => graph.Events.Where(e => Is(e, state)).All(e => e.Kind is StreamEventKind.Step or StreamEventKind.Reset or StreamEventKind.MayReset)
            && graph.Events.Where(e => e.Kind == StreamEventKind.Step && Is(e, state)).All(step => !graph.From(step, e => Is(e, state) && e.Kind == StreamEventKind.Reset).Any(e => Is(e, state) && e.Kind == StreamEventKind.Step));

    private static IEnumerable<StreamEvent> OfState(StreamGraph graph, ISymbol state, List<StreamEvent> events)
    {
        if (events.FirstOrDefault(e => e.Kind is StreamEventKind.Escape or StreamEventKind.Load or StreamEventKind.Read) is { } unknown)
        {
            yield return unknown;
        }

        List<StreamEvent> steps = events.Where(e => e.Kind == StreamEventKind.Step).ToList();
        StreamEvent? reset = events.FirstOrDefault(e => e.Kind == StreamEventKind.Reset);
        bool isOwn = state is ILocalSymbol;
        if (events.FirstOrDefault(e => e.Kind == StreamEventKind.Carry) is { } carried)
        {
            yield return carried;
        }

        if (steps.Count == 0)
        {
            if (reset is not null)
            {
                graph.FromEntry(e => Is(e, state) && e.Kind == StreamEventKind.Reset, out bool ends);
                yield return ends ? reset with { Kind = StreamEventKind.MayReset } : reset;
            }
            else if (events.FirstOrDefault(e => e.Kind == StreamEventKind.MayReset) is { } may)
            {
                yield return may;
            }

            yield break;
        }

        bool carries = !NeverCarries(graph, state);
        bool isExposed = graph.FromEntry(e => Is(e, state) && e.Kind == StreamEventKind.Reset, out _).Any(e => e.Kind == StreamEventKind.Step && Is(e, state));
        if (isOwn && !carries && !isExposed && reset is not null)
        {
            // The state is the method's own: nothing is left of it.
            yield return steps[0] with { Kind = StreamEventKind.FreshStep, State = null, Cause = reset.Cause };
            yield break;
        }

        if (!isExposed && reset is not null)
        {
            yield return reset;
        }
        else if (reset is not null || events.Any(e => e.Kind == StreamEventKind.MayReset))
        {
            yield return steps[0] with { Kind = StreamEventKind.MayReset };
        }

        foreach (IGrouping<ISymbol?, StreamEvent> instance in steps.GroupBy(s => s.Instance, SymbolEqualityComparer.Default))
        {
            yield return instance.First() with { HasLoop = instance.Any(s => s.HasLoop || Repetition.LoopsAround(s.Place).Any()) };
        }

        if (carries)
        {
            yield return steps[0] with { Kind = StreamEventKind.Carry };
        }

        if (reset is not null && steps.All(s => !graph.Ends(s, e => Is(e, state) && e.Kind == StreamEventKind.Reset)))
        {
            yield return reset;
        }
    }

    private static bool Is(StreamEvent e, ISymbol state) => SymbolEqualityComparer.Default.Equals(e.State, state);
}
