using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>MG2009, one thread: a state that several agents or channels take turns to step, so that each remembers what the others saw.</summary>
internal static class SharedInstanceRule
{
    private static readonly HashSet<string> s_times = new() { "t", "time", "timestep", "frame", "tick", "step", "now" };

    public static IEnumerable<Diagnostic> Check(StreamGraph graph, SyntaxNode? lambda)
    {
        List<StreamEvent> steps = graph.Events.Where(e => e.Kind == StreamEventKind.Step && e.State is not null && e.Model is { IsRecurrent: true }).ToList();
        foreach (IGrouping<ISymbol?, StreamEvent> group in steps.GroupBy(e => e.State, SymbolEqualityComparer.Default))
        {
            ISymbol state = group.Key!;
            if (Loops(group, graph, lambda, state) is { } looped)
            {
                yield return Report(looped.Step, $"every {looped.Entity} of the loop");
            }
            else if (Pair(group.ToList(), graph, state) is { } second)
            {
                yield return Report(second, "two streams");
            }
        }
    }

    private static (StreamEvent Step, string Entity)? Loops(IEnumerable<StreamEvent> steps, StreamGraph graph, SyntaxNode? lambda, ISymbol state)
    {
        foreach (StreamEvent step in steps.Where(s => !s.HasLoop))
        {
            List<SyntaxNode> loops = Repetition.LoopsAround(step.Place).ToList();
            if (lambda is not null && graph.IsRepeated)
            {
                loops.Add(lambda);
            }

            if (loops.Count == 0 || !UnresetStateRule.IsOutside(state, loops[0]))
            {
                continue;
            }

            // Reset in the outer loop's turn, the entities would be a sequence of their own.
            SyntaxNode scope = loops.Count > 1 ? loops[1] : loops[0].Ancestors().FirstOrDefault(a => a is MemberDeclarationSyntax or LocalFunctionStatementSyntax) ?? loops[0];
            if (IsTouched(graph, state, scope))
            {
                continue;
            }

            string? entity = Names.EntityOf(loops[0]) ?? (loops.Count > 1 && IsTransposed(step, loops[0], loops[1]) ? "row" : null);
            if (entity is not null && HasOutputOfItsOwn(step, loops[0]))
            {
                return (step, entity);
            }
        }

        return null;
    }

    private static bool IsTouched(StreamGraph graph, ISymbol state, SyntaxNode scope)
        => graph.Events.Any(e => SymbolEqualityComparer.Default.Equals(e.State, state) && scope.Span.Contains(e.Place.Span) && e.Kind is not (StreamEventKind.Step or StreamEventKind.Carry or StreamEventKind.Run)
            && !IsDeclaration(e));

    // The one assignment where the variable is declared.
    private static bool IsDeclaration(StreamEvent e) => e.Kind == StreamEventKind.Reset && !Repetition.LoopsAround(e.Place).Any() && e.Place.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not null;

    // Summing up a set of agents in one state is a sequence; an output that is used for each is not.
    private static bool HasOutputOfItsOwn(StreamEvent step, SyntaxNode loop)
    {
        if (step.Call is null)
        {
            return true;
        }

        if (ModelTypes.Argument(step.Call, "y") is not { } output)
        {
            return false;
        }

        string[] names = Names.Identifiers(output.Syntax).ToArray();
        string[] variables = loop switch
        {
            ForEachStatementSyntax each => new[] { each.Identifier.ValueText },
            ForStatementSyntax { Declaration: { } declaration } => declaration.Variables.Select(v => v.Identifier.ValueText).ToArray(),
            SimpleLambdaExpressionSyntax simple => new[] { simple.Parameter.Identifier.ValueText },
            _ => System.Array.Empty<string>(),
        };
        return names.Intersect(variables).Any()
            || (names.Length > 0 && loop.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == names[0] && n.SpanStart > step.Place.Span.End));
    }

    // for (t …) for (i …) Step(x[i][t]): the inner loop goes over sequences, the outer one over time.
    private static bool IsTransposed(StreamEvent step, SyntaxNode inner, SyntaxNode outer)
    {
        if (inner is not ForStatementSyntax { Declaration: { Variables: { Count: 1 } own } } || outer is not ForStatementSyntax { Declaration: { Variables: { Count: 1 } others } } || step.Call is null
            || ModelTypes.Argument(step.Call, "x") is not { } input)
        {
            return false;
        }

        string row = own[0].Identifier.ValueText;
        string time = others[0].Identifier.ValueText;
        return Names.Words(time).Any(s_times.Contains)
            && input.Syntax.DescendantNodesAndSelf().OfType<ElementAccessExpressionSyntax>().Any(outerAccess => outerAccess.Expression is ElementAccessExpressionSyntax innerAccess
                && Names.Identifiers(innerAccess.ArgumentList).SequenceEqual(new[] { row }) && Names.Identifiers(outerAccess.ArgumentList).Contains(time));
    }

    private static StreamEvent? Pair(List<StreamEvent> steps, StreamGraph graph, ISymbol state)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            for (int j = 0; j < steps.Count; j++)
            {
                if (steps[i].Call is { } one && steps[j].Call is { } other && one.Syntax.SpanStart < other.Syntax.SpanStart
                    && ModelTypes.Argument(one, "x") is { } x && ModelTypes.Argument(other, "x") is { } second
                    && Names.AreTwoStreams(x.Syntax, second.Syntax)
                    && BlockOf(one.Syntax) == BlockOf(other.Syntax)
                    && !graph.Events.Any(e => SymbolEqualityComparer.Default.Equals(e.State, state) && e.Kind is StreamEventKind.Load or StreamEventKind.Escape or StreamEventKind.Reset or StreamEventKind.MayReset && !IsBefore(e.Place, one.Syntax)))
                {
                    return steps[j];
                }
            }
        }

        return null;
    }

    private static SyntaxNode? BlockOf(SyntaxNode node) => node.FirstAncestorOrSelf<BlockSyntax>();

    private static bool IsBefore(SyntaxNode place, SyntaxNode step)
        => place.Span.End <= step.SpanStart && (!Repetition.LoopsAround(place).Any() || Repetition.LoopsAround(place).First() != Repetition.LoopsAround(step).FirstOrDefault());

    private static Diagnostic Report(StreamEvent step, string streams)
        => Diagnostic.Create(
            Descriptors.SharedInstance,
            step.Place.GetLocation(),
            $"One state of {step.Model!.Name} is stepped for {streams}, so each remembers what the others saw",
            $"Keep a state for each ({step.Model.Name}.CreateState()) and give it to Step, or run them as a {step.Model.Name}.Crowd");
}
