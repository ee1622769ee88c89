using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// A person's file is broken most of the time. Whatever it holds, no analyzer, generator or fix may throw, and what is generated compiles wherever
/// neither a rule nor the compiler has an error to report in the file. The files are those of the corpus: half of them with tokens deleted, repeated,
/// swapped and put in, types exchanged for others, and ends cut off; half with other numbers, choices and layers. MODELGEN_FULL=1 makes 10,000 of them.
/// </summary>
public class MutationTests
{
    private const int MostFailures = 5;

    private static readonly int s_mutants = Environment.GetEnvironmentVariable("MODELGEN_FULL") == "1" ? 10_000 : 600;

    private static readonly string[] s_insertions =
    [
        "partial", "static", "[", "]", "(", ")", ",", "=", "\"\"", "null", "0", "-1", "1e300", "default", "Lstm", "Gru", "SimpleRnn", "Bidirectional", "Model", "<T>", "class", "{", "}", "file",
        "nameof(M)", "typeof(int)", "new int[2]", "await", "ref", "out var z", "is { } p", "goto", "yield return", "..", "^1", "=>", "#if X", "\"\"\"", "$\"{", "/*", "stackalloc", "?", ";", "checked",
    ];

    private static readonly string[] s_types =
    [
        "int", "float", "double", "string", "object", "var", "void", "bool", "int?", "Span<float>", "float[]", "float[][]", "float[,]", "List<float>", "ModelState", "Sequence", "Adam", "dynamic", "nint",
        "Func<float>", "IEnumerable<float>", "Missing", "(float, int)", "Vector<float>", "T",
    ];

    private static readonly string[] s_integers = ["0", "1", "2", "3", "7", "8", "17", "100", "-1", "2147483647"];

    private static readonly string[] s_numbers = ["0.0", "0.5", "1.0", "-0.1", "1e-3", "1e300", "double.NaN", "float.PositiveInfinity"];

    private static readonly Dictionary<string, string[]> s_enums = typeof(ModelAttribute).Assembly.GetExportedTypes()
        .Where(t => t.IsEnum)
        .ToDictionary(t => t.Name, Enum.GetNames);

    private static readonly CodeFixProvider[] s_fixes = typeof(DeclarationCodeFix).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
        .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!)
        .ToArray();

    [Fact]
    public async Task NothingThrowsOnBrokenSource()
    {
        string[] sources = CorpusTests.Programs.Select(File.ReadAllText).ToArray();
        var failures = new ConcurrentQueue<string>();
        int reported = 0;
        int mended = 0;
        int compiled = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, s_mutants), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (i, _) =>
        {
            // Each is the same whatever the others do.
            var random = new Random(20 + i);
            string source = sources[random.Next(sources.Length)];
            source = i % 2 == 0 ? Break(source, random) : Redeclare(source, random);
            try
            {
                Outcome outcome = await CheckAsync(source);
                Interlocked.Add(ref reported, outcome.Reported);
                Interlocked.Add(ref mended, outcome.Mended);
                Interlocked.Add(ref compiled, outcome.IsCompiled ? 1 : 0);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Enqueue($"Mutant {i}: {e}\n{source}");
            }
        });

        Assert.True(failures.IsEmpty, $"{failures.Count} of {s_mutants}\n{string.Join("\n\n", failures.Take(MostFailures))}");

        // The mutants are near enough to real code that rules, fixes and the generator have work to do.
        Assert.True(reported > s_mutants / 2 && mended > s_mutants / 8 && compiled > s_mutants / 10, $"{reported} diagnostics, {mended} mended, {compiled} programs without an error");
    }

    private static async Task<Outcome> CheckAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Mutants", LanguageNames.CSharp)
            .WithMetadataReferences(Verify.References)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable))
            .AddDocument("Usings.cs", "global using ModelGen;\n").Project
            .AddDocument("M.cs", SourceText.From(source));
        Compilation compilation = Verify.Generate((await document.Project.GetCompilationAsync())!);
        SyntaxTree own = (await document.GetSyntaxTreeAsync())!;
        var failures = new ConcurrentQueue<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: (e, _, _) => failures.Enqueue(e), concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false);
        ImmutableArray<Diagnostic> all = await compilation.WithAnalyzers(Verify.Analyzers, options).GetAllDiagnosticsAsync();
        if (failures.TryDequeue(out Exception? failure))
        {
            throw failure;
        }

        Diagnostic[] ours = all.Where(d => d.Id.StartsWith("MG", StringComparison.Ordinal)).ToArray();

        // A message that does not format is a fault too.
        Assert.All(ours, d => Assert.EndsWith(".", d.GetMessage(CultureInfo.InvariantCulture)));
        Diagnostic[] errors = all.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        bool isRight = errors.All(d => d.Location.SourceTree is { } tree && tree != own && compilation.ContainsSyntaxTree(tree));
        Assert.True(!isRight || errors.Length == 0, $"What is generated does not compile: {errors.FirstOrDefault()}");
        int mended = 0;
        foreach (Diagnostic diagnostic in ours)
        {
            mended += await MendAsync(document, diagnostic);
        }

        return new Outcome(ours.Length, mended, isRight);
    }

    private static async Task<int> MendAsync(Document document, Diagnostic diagnostic)
    {
        int mended = 0;
        foreach (CodeFixProvider fix in s_fixes.Where(f => f.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            var actions = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
            foreach (CodeAction action in actions)
            {
                ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
                Assert.Contains(operations, o => o is ApplyChangesOperation);
                mended++;
            }
        }

        return mended;
    }

    /// <summary>Other numbers, choices and orders of layers: what may still be a program.</summary>
    private static string Redeclare(string source, Random random)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source).GetRoot();
        AttributeListSyntax[] lists = root.DescendantNodes().OfType<AttributeListSyntax>().ToArray();
        LiteralExpressionSyntax[] literals = lists.SelectMany(l => l.DescendantNodes()).OfType<LiteralExpressionSyntax>().ToArray();
        MemberAccessExpressionSyntax[] choices = root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(m => s_enums.ContainsKey(m.Expression.ToString())).ToArray();
        var edits = new Dictionary<SyntaxNode, string>();
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            switch (random.Next(5))
            {
                case 0 or 1 when literals.Length > 0:
                    LiteralExpressionSyntax literal = Any(random, literals);
                    edits[literal] = literal.Token.Value switch
                    {
                        int => Any(random, s_integers),
                        double or float => Any(random, s_numbers),
                        bool value => value ? "false" : "true",
                        _ => literal.ToString(),
                    };
                    break;
                case 2 when choices.Length > 0:
                    MemberAccessExpressionSyntax choice = Any(random, choices);
                    string type = choice.Expression.ToString();
                    edits[choice] = $"{type}.{Any(random, s_enums[type])}";
                    break;
                case 3 when lists.Length > 0:
                    edits[Any(random, lists)] = string.Empty;
                    break;
                case 4 when lists.Length > 0:
                    edits[Any(random, lists)] = Any(random, lists).ToString();
                    break;
            }
        }

        var text = SourceText.From(source);
        var taken = new List<TextChange>();
        foreach ((SyntaxNode node, string now) in edits.OrderByDescending(e => e.Key.Span.Length))
        {
            if (!taken.Any(c => c.Span.OverlapsWith(node.Span)))
            {
                taken.Add(new TextChange(node.Span, now));
            }
        }

        return text.WithChanges(taken.OrderBy(c => c.Span.Start)).ToString();
    }

    private static T Any<T>(Random random, T[] items) => items[random.Next(items.Length)];

    /// <summary>One to four random edits, and now and then a file that ends early.</summary>
    private static string Break(string source, Random random)
    {
        List<SyntaxToken> parsed = SyntaxFactory.ParseTokens(source).ToList();
        List<string> tokens = parsed.Select(t => t.ToFullString()).ToList();

        // Places of types, as near as tokens tell.
        int[] types = Enumerable.Range(0, parsed.Count)
            .Where(i => SyntaxFacts.IsPredefinedType(parsed[i].Kind()) || (i + 1 < parsed.Count && parsed[i].IsKind(SyntaxKind.IdentifierToken) && parsed[i + 1].IsKind(SyntaxKind.IdentifierToken)))
            .ToArray();
        for (int edits = random.Next(1, 5); edits > 0 && tokens.Count > 0; edits--)
        {
            int at = random.Next(tokens.Count);
            int other = random.Next(tokens.Count);
            switch (random.Next(8))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                case 2:
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                case 3:
                    tokens[at] = tokens[other];
                    break;
                case 4:
                    tokens.RemoveRange(at, Math.Min(random.Next(1, 12), tokens.Count - at));
                    break;
                case 5 or 6 when types.Length > 0:
                    int place = types[random.Next(types.Length)];
                    if (place < tokens.Count)
                    {
                        tokens[place] = " " + s_types[random.Next(s_types.Length)] + " ";
                    }

                    break;
                default:
                    tokens.Insert(at, " " + s_insertions[random.Next(s_insertions.Length)] + " ");
                    break;
            }
        }

        int length = random.Next(10) == 0 ? random.Next(tokens.Count + 1) : tokens.Count;
        return new StringBuilder().AppendJoin(string.Empty, tokens.Take(length)).ToString();
    }

    /// <summary>What has been done with a mutant; whether neither it nor its rules had an error.</summary>
    private sealed record Outcome(int Reported, int Mended, bool IsCompiled);
}
