using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>
/// MG2007: a loop over timesteps inside a loop over sequences, and no path of the outer one resets the state. That its turns are sequences, not parts of one stream, takes
/// evidence: another object begins anew for each, the names say so, or an output is taken per turn, after the inner loop.
/// </summary>
internal static class UnresetStateRule
{
    private static readonly HashSet<string> s_beginnings = new()
    {
        "Reset", "Restart", "ResetAsync", "RestartAsync", "NewGame", "NewEpisode", "StartEpisode", "BeginEpisode", "ResetEpisode", "StartGame", "BeginGame", "ResetGame", "NewMatch", "StartMatch", "ResetEnvironment", "ResetWorld",
        "ResetLevel", "RestartLevel",
    };

    private static readonly HashSet<string> s_worlds = new() { "env", "environment", "game", "world", "sim", "simulation", "simulator", "episode", "level", "match", "arena", "maze", "board", "scene", "race", "gym" };

    // What is reset now and then while a stream goes on.
    private static readonly HashSet<string> s_tools = new()
    {
        "watch", "stopwatch", "timer", "meter", "metric", "counter", "buffer", "stat", "stats", "statistics", "accumulator", "history", "log", "logger", "filter", "window", "progress", "enumerator", "reader", "stream", "random",
        "event", "signal", "cache", "histogram", "clock", "cursor", "iterator", "position", "queue", "pool", "average", "sum", "detector", "smoother", "envelope",
    };

    public static IEnumerable<Diagnostic> Check(StreamGraph graph, SyntaxNode? lambda, StreamGraphs graphs)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (StreamEvent step in graph.Events.Where(e => e.Kind == StreamEventKind.Step && e.State is not null && e.Model is { IsRecurrent: true }))
        {
            List<SyntaxNode> loops = Repetition.LoopsAround(step.Place).ToList();
            if (lambda is not null && graph.IsRepeated)
            {
                loops.Add(lambda);
            }

            for (int i = step.HasLoop ? 0 : 1; i < loops.Count; i++)
            {
                SyntaxNode outer = loops[i];
                SyntaxNode inner = i == 0 ? step.Place : loops[i - 1];
                if (IsOutside(step.State!, outer) && !IsTouched(graph, step.State!, outer, graphs) && Evidence(step, outer, inner) is { } sequence)
                {
                    if (seen.Add(step.State!))
                    {
                        yield return Report(step, outer, sequence);
                    }

                    break;
                }
            }
        }
    }

    /// <summary>The variable lives longer than a turn of the loop.</summary>
    public static bool IsOutside(ISymbol variable, SyntaxNode loop)
        => variable is not (ILocalSymbol or IParameterSymbol)
            || !variable.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == loop.SyntaxTree && loop.Span.Contains(r.Span));

    /// <summary>Within the loop, or anywhere where the loop might not see it, the state is more than stepped and read.</summary>
    private static bool IsTouched(StreamGraph graph, ISymbol state, SyntaxNode loop, StreamGraphs graphs)
    {
        if (graph.Events.Any(e => SymbolEqualityComparer.Default.Equals(e.State, state) && loop.Span.Contains(e.Place.Span)
            && e.Kind is StreamEventKind.Reset or StreamEventKind.MayReset or StreamEventKind.Load or StreamEventKind.Escape))
        {
            return true;
        }

        return state is not (ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } }) && state.ContainingType is { } type
            && graphs.OfType(type).Any(m => m.Method.MethodKind != MethodKind.Constructor
                && m.Graph.Events.Any(e => e.Kind is StreamEventKind.Reset or StreamEventKind.MayReset or StreamEventKind.Load && SymbolEqualityComparer.Default.Equals(e.State, state) && !IsBefore(e.Place, loop)));
    }

    // A reset of the same method, before the loop begins.
    private static bool IsBefore(SyntaxNode place, SyntaxNode loop)
        => place.SyntaxTree == loop.SyntaxTree && place.SpanStart < loop.SpanStart && !Repetition.LoopsAround(place).Any()
            && place.FirstAncestorOrSelf<MemberDeclarationSyntax>() == loop.FirstAncestorOrSelf<MemberDeclarationSyntax>();

    /// <summary>What one turn of the loop is called, where it is a sequence of its own.</summary>
    private static string? Evidence(StreamEvent step, SyntaxNode outer, SyntaxNode inner)
    {
        if (Names.SequenceOf(outer) is { } name)
        {
            return name;
        }

        bool isPart = Names.IsPartOfStream(outer);
        return outer.DescendantNodes(n => n != inner).OfType<InvocationExpressionSyntax>().Any(c => IsBeginning(c, isPart)) ? "episode"
            : !isPart && IsResultPerTurn(step, outer, inner) ? "sequence"
            : null;
    }

    private static bool IsBeginning(InvocationExpressionSyntax call, bool isPart)
    {
        string? name = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            _ => null,
        };
        if (name is null || !s_beginnings.Contains(name))
        {
            return false;
        }

        if (name is not ("Reset" or "Restart" or "ResetAsync" or "RestartAsync"))
        {
            return true;
        }

        string[] words = call.Expression is MemberAccessExpressionSyntax access ? Names.Identifiers(access.Expression).SelectMany(Names.Words).ToArray() : System.Array.Empty<string>();
        return words.Any(s_worlds.Contains) || (words.Length > 0 && !isPart && !words.Any(s_tools.Contains));
    }

    // foreach (x in sequences) { foreach (v in x) Step(v, y); use(y); }
    private static bool IsResultPerTurn(StreamEvent step, SyntaxNode outer, SyntaxNode inner)
    {
        if (outer is not ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } each || step.Call is null || ModelTypes.Argument(step.Call, "y") is not { } output)
        {
            return false;
        }

        string element = each.Identifier.ValueText;
        string? buffer = Names.Identifiers(output.Syntax).FirstOrDefault();
        return buffer is not null
            && Names.HeaderOf(inner).SelectMany(Names.Identifiers).Contains(element)
            && !Uses(inner, buffer).Any(n => !step.Place.Span.Contains(n.Span))
            && Uses(outer, buffer).Any(n => n.SpanStart > inner.Span.End);
    }

    private static IEnumerable<SyntaxNode> Uses(SyntaxNode node, string name) => node.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == name);

    private static Diagnostic Report(StreamEvent step, SyntaxNode outer, string sequence)
    {
        bool isState = step.State is not null && !SymbolEqualityComparer.Default.Equals(step.State, step.Instance) && !(step.Call is null && step.Instance is null);
        string reset = step.State is INamedTypeSymbol ? "ResetState()" : isState ? step.State!.Name + ".Reset()" : step.State!.Name + ".ResetState()";
        BlockSyntax? body = outer switch
        {
            CommonForEachStatementSyntax each => each.Statement as BlockSyntax,
            ForStatementSyntax @for => @for.Statement as BlockSyntax,
            WhileStatementSyntax @while => @while.Statement as BlockSyntax,
            _ => null,
        };
        return Diagnostic.Create(
            Descriptors.UnresetState,
            step.Place.GetLocation(),
            body is null ? null : new[] { body.GetLocation() },
            ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Suggestion, reset),
            $"Nothing resets the state of {step.Model!.Name} between one {sequence} and the next, so each begins with what the model remembers of the one before",
            $"Call {reset} where each {sequence} begins");
    }
}
