using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>
/// What a loop goes over, as its author calls it. Names are evidence only together with the flow of states; a word that can mean a part of one stream
/// speaks against.
/// </summary>
internal static class Names
{
    private static readonly HashSet<string> s_sequences = new()
    {
        "episode", "sentence", "recording", "song", "utterance", "game", "document", "clip", "file", "match", "rollout", "trajectory", "sequence", "conversation", "dialog",
        "dialogue", "article", "review", "tweet", "email", "melody", "poem", "story", "trial", "experiment", "series", "playthrough", "lap", "example",
        "gesture", "trip", "journey", "walk", "flight", "speech", "query", "book", "player", "patient", "user", "session",
        "customer", "subject", "speaker", "agent", "npc", "enemy", "stock", "ticker", "sensor", "device", "machine", "vehicle", "car", "drone", "robot", "client", "channel", "track",
    };

    // Words of which both a sequence and an entity are made, and which tell nothing where results are not asked for per element.
    private static readonly HashSet<string> s_parts = new()
    {
        "block", "chunk", "buffer", "frame", "packet", "window", "segment", "part", "slice", "piece", "batch", "page", "sample", "tick", "poll", "read", "iteration", "step", "timestep", "time",
        "second", "minute", "hour", "day", "week", "month", "year", "bar", "beat", "measure", "interval", "period", "stream", "audio", "live", "queue", "feed", "signal", "input", "section", "fragment", "burst",
        "callback", "shift", "phase", "stage", "epoch", "line", "row", "update", "event", "bit", "byte", "token", "char", "character", "syllable", "phoneme", "note", "hop", "stride", "quantum",
    };

    private static readonly HashSet<string> s_entities = new()
    {
        "agent", "npc", "player", "enemy", "creature", "bot", "robot", "drone", "car", "vehicle", "ship", "monster", "zombie", "soldier", "animal", "bird", "fish", "boid", "client",
        "user", "session", "connection", "subscriber", "customer", "channel", "ch", "voice", "speaker", "stream", "track", "microphone", "mic", "sensor", "device", "patient", "stock", "ticker", "instrument",
        "machine", "motor", "env", "environment", "actor", "pedestrian", "person", "opponent", "tenant", "camera", "ear", "pawn", "entity", "mob", "guest", "caller", "hero", "villager", "pet", "racer", "fighter",
        "singer", "listener",
    };

    private static readonly (string, string)[] s_pairs =
    {
        ("left", "right"), ("l", "r"), ("mid", "side"), ("player", "enemy"), ("player", "opponent"), ("mine", "yours"), ("ours", "theirs"), ("caller", "callee"), ("alice", "bob"),
        ("home", "away"), ("near", "far"), ("buyer", "seller"), ("red", "blue"), ("white", "black"), ("hero", "enemy"), ("user", "bot"), ("front", "rear"), ("inner", "outer"),
    };

    private static readonly HashSet<string> s_counts = new() { "count", "number", "num", "n", "total", "length", "size" };

    /// <summary>Words of an identifier in lower case: <c>numAgents2</c> is num, agents.</summary>
    public static IEnumerable<string> Words(string identifier)
    {
        int start = 0;
        for (int i = 1; i <= identifier.Length; i++)
        {
            bool ends = i == identifier.Length || !char.IsLetter(identifier[i]) || (char.IsUpper(identifier[i]) && !char.IsUpper(identifier[i - 1])) || !char.IsLetter(identifier[i - 1]);
            if (ends)
            {
                if (char.IsLetter(identifier[start]))
                {
                    yield return identifier.Substring(start, i - start).ToLowerInvariant();
                }

                start = i;
            }
        }
    }

    /// <summary>The sequence that one turn of the loop is, as its author calls it; null where names do not say.</summary>
    public static string? SequenceOf(SyntaxNode loop)
    {
        List<string> words = Subject(loop);
        return words.Any(s_parts.Contains) ? null : words.FirstOrDefault(s_sequences.Contains);
    }

    /// <summary>Whose turn one turn of the loop is: an agent, a channel.</summary>
    public static string? EntityOf(SyntaxNode loop) => Subject(loop).FirstOrDefault(s_entities.Contains);

    /// <summary>A turn of the loop can be a part of one long stream.</summary>
    public static bool IsPartOfStream(SyntaxNode loop)
        => Subject(loop).Any(s_parts.Contains) || HeaderOf(loop).Any(h => Identifiers(h).SelectMany(Words).Any(s_parts.Contains));

    /// <summary>Two inputs that belong to two streams: left and right, agent1 and agent2.</summary>
    public static bool AreTwoStreams(SyntaxNode one, SyntaxNode other)
    {
        string[] first = Identifiers(one).ToArray();
        string[] second = Identifiers(other).ToArray();
        if (first.Length != second.Length)
        {
            return false;
        }

        bool differs = false;
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i] == second[i])
            {
                continue;
            }

            string[] a = Words(first[i]).ToArray();
            string[] b = Words(second[i]).ToArray();
            string[] onlyA = a.Except(b).ToArray();
            string[] onlyB = b.Except(a).ToArray();
            bool isPair = onlyA.Length == 1 && onlyB.Length == 1 && s_pairs.Any(p => (p.Item1 == onlyA[0] && p.Item2 == onlyB[0]) || (p.Item2 == onlyA[0] && p.Item1 == onlyB[0]));
            bool isNumbered = (onlyA.Length == 0 && onlyB.Length == 0 && a.Any(s_entities.Contains))
                || (onlyA.Length == 1 && onlyB.Length == 1 && onlyA[0].Length == 1 && onlyB[0].Length == 1 && a.Any(s_entities.Contains));
            if (!isPair && !isNumbered)
            {
                return false;
            }

            differs = true;
        }

        return differs || AreTwoElements(one, other);
    }

    /// <summary>The identifiers that are written in a node.</summary>
    public static IEnumerable<string> Identifiers(SyntaxNode node) => node.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText);

    /// <summary>What is written where a loop begins.</summary>
    public static IEnumerable<SyntaxNode> HeaderOf(SyntaxNode loop) => loop switch
    {
        ForEachStatementSyntax each => new SyntaxNode[] { each.Type, each.Expression },
        ForEachVariableStatementSyntax each => new SyntaxNode[] { each.Variable, each.Expression },
        ForStatementSyntax @for => new SyntaxNode?[] { @for.Declaration, @for.Condition }.OfType<SyntaxNode>(),
        WhileStatementSyntax @while => new[] { @while.Condition },
        DoStatementSyntax @do => new[] { @do.Condition },
        LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } } => new[] { access.Expression },
        _ => Enumerable.Empty<SyntaxNode>(),
    };

    // channels[0] and channels[1]: the same but for a number.
    private static bool AreTwoElements(SyntaxNode one, SyntaxNode other)
    {
        string[] first = one.DescendantTokens().Select(t => t.Text).ToArray();
        string[] second = other.DescendantTokens().Select(t => t.Text).ToArray();
        int[] different = first.Length == second.Length ? Enumerable.Range(0, first.Length).Where(i => first[i] != second[i]).ToArray() : new int[0];
        return different.Length == 1 && different[0] >= 2 && first[different[0] - 1] == "[" && char.IsDigit(first[different[0]][0]) && char.IsDigit(second[different[0]][0])
            && Words(first[different[0] - 2]).Select(Singular).Any(w => s_entities.Contains(w) || w == "stereo");
    }

    private static List<string> Subject(SyntaxNode loop)
    {
        var words = new List<string>();
        switch (loop)
        {
            case ForEachStatementSyntax each:
                words.AddRange(Words(each.Identifier.ValueText));
                if (each.Type is IdentifierNameSyntax { IsVar: false } type)
                {
                    words.AddRange(Words(type.Identifier.ValueText));
                }

                words.AddRange(Plurals(each.Expression));
                break;
            case ForEachVariableStatementSyntax each:
                words.AddRange(Identifiers(each.Variable).SelectMany(Words));
                words.AddRange(Plurals(each.Expression));
                break;
            case ForStatementSyntax @for:
                words.AddRange(@for.Declaration?.Variables.SelectMany(v => Words(v.Identifier.ValueText)) ?? Enumerable.Empty<string>());
                if (@for.Condition is { } condition)
                {
                    words.AddRange(Plurals(condition));
                }

                break;
            case WhileStatementSyntax @while:
                words.AddRange(Identifiers(@while.Condition).SelectMany(Words).Select(Singular));
                break;
            case LambdaExpressionSyntax lambda:
                words.AddRange(lambda is SimpleLambdaExpressionSyntax simple ? Words(simple.Parameter.Identifier.ValueText) : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters.SelectMany(p => Words(p.Identifier.ValueText)));
                words.AddRange(HeaderOf(loop).SelectMany(Plurals));
                break;
        }

        return words;
    }

    // Of games, numGames and gameCount: game. Of recording.Length and games[0].Length nothing: a turn is a part of one.
    private static IEnumerable<string> Plurals(SyntaxNode node)
    {
        foreach (SyntaxToken identifier in node.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken) && !IsIndexed(t, node)))
        {
            string[] words = Words(identifier.ValueText).ToArray();
            bool counts = words.Length > 1 && words.Any(s_counts.Contains);
            foreach (string word in words)
            {
                if (counts || Singular(word) != word)
                {
                    yield return Singular(word);
                }
            }
        }
    }

    /// <summary>One element of what the name means is gone through.</summary>
    private static bool IsIndexed(SyntaxToken name, SyntaxNode within)
        => name.Parent is { } node && node.AncestorsAndSelf().TakeWhile(a => a != within.Parent).Any(a => a.Parent is ElementAccessExpressionSyntax access && access.Expression == a);

    private static string Singular(string word)
        => word.EndsWith("ies", System.StringComparison.Ordinal) && word != "series" ? word.Substring(0, word.Length - 3) + "y"
            : word.EndsWith("ches", System.StringComparison.Ordinal) || word.EndsWith("shes", System.StringComparison.Ordinal) ? word.Substring(0, word.Length - 2)
            : word.EndsWith("s", System.StringComparison.Ordinal) && !word.EndsWith("ss", System.StringComparison.Ordinal) && word != "series" && word.Length > 2 ? word.Substring(0, word.Length - 1)
            : word;
}
