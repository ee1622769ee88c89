using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>
/// MG2008: every step of a loop computes from a start of its own. A state is followed along all paths from a step to the next: where each of them
/// passes a reset, and nobody looks at the state in between, what the step made of it is lost.
/// </summary>
internal static class FreshStateRule
{
    public static IEnumerable<Diagnostic> Check(StreamGraph graph, IMethodSymbol method, StreamGraphs graphs)
    {
        foreach (StreamEvent step in graph.Events.Where(e => e.Kind == StreamEventKind.FreshStep && IsRecurrent(e) && Repeats(graph, e)))
        {
            yield return Report(step, step.Cause);
        }

        foreach (IGrouping<ISymbol?, StreamEvent> steps in graph.Events
            .Where(e => e.Kind == StreamEventKind.Step && e.State is not null && IsRecurrent(e))
            .GroupBy(e => e.State, SymbolEqualityComparer.Default))
        {
            ISymbol state = steps.Key!;
            if (Summary.NeverCarries(graph, state)
                && steps.FirstOrDefault(s => Repeats(graph, s)) is { } step
                && !IsUsedElsewhere(state, method, graphs, everySequence: !Repetition.LoopsAround(step.Place).Any())
                && FirstReset(graph, step, state) is { } reset)
            {
                yield return Report(step, reset.Cause);
            }
        }
    }

    private static bool IsRecurrent(StreamEvent step) => step.Model is { IsRecurrent: true };

    private static bool Repeats(StreamGraph graph, StreamEvent step) => graph.From(step, _ => false).Contains(step);

    private static StreamEvent? FirstReset(StreamGraph graph, StreamEvent step, ISymbol state)
        => graph.From(step, e => IsReset(e, state)).Where(e => IsReset(e, state)).OrderBy(e => e.Cause.SpanStart).FirstOrDefault();

    private static bool IsReset(StreamEvent e, ISymbol state) => e.Kind == StreamEventKind.Reset && SymbolEqualityComparer.Default.Equals(e.State, state);

    /// <summary>Another method of the class reads the state, or steps on from it.</summary>
    private static bool IsUsedElsewhere(ISymbol state, IMethodSymbol method, StreamGraphs graphs, bool everySequence)
    {
        if ((state is not (IFieldSymbol or IPropertySymbol) && !StreamReader.IsOfPrimaryConstructor(state)) || state.ContainingType is not { } type)
        {
            return false;
        }

        foreach ((IMethodSymbol other, StreamGraph graph) in graphs.OfType(type).Where(m => !SymbolEqualityComparer.Default.Equals(m.Method, method)))
        {
            foreach (StreamEvent e in graph.Events.Where(e => SymbolEqualityComparer.Default.Equals(e.State, state)))
            {
                bool looks = e.Kind == StreamEventKind.Read
                    || (everySequence && e.Kind is StreamEventKind.Escape or StreamEventKind.Carry or StreamEventKind.Load && other.MethodKind != MethodKind.Constructor);
                if (looks || (everySequence && e.Kind == StreamEventKind.Step && graph.FromEntry(x => IsReset(x, state), out _).Contains(e)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static Diagnostic Report(StreamEvent step, SyntaxNode cause)
    {
        string name = step.Model?.Name ?? "the model";
        bool resets = cause is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ResetState" or "Reset" or "CopyFrom" or "StartFrom" } }
            or InvocationExpressionSyntax { Parent: ConditionalAccessExpressionSyntax } or InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax };
        string turn = Repetition.LoopsAround(step.Place).Any() ? "in every iteration" : "on every call";
        return Diagnostic.Create(
            Descriptors.FreshState,
            cause.GetLocation(),
            resets
                ? $"The state is reset {turn} between one Step and the next, so {name} never remembers more than one timestep"
                : $"Step begins with a new state {turn}, and what it leaves in it is lost, so {name} never remembers more than one timestep",
            resets
                ? "Reset it only where a sequence begins, outside the loop over timesteps"
                : "Create the state once, where the sequence begins, and give the same one to every Step");
    }
}
