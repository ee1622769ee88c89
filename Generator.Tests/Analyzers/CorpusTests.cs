extern alias analyzers;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.CodeFixes;
using Xunit;
using RuleIds = analyzers::ModelGen.Declaration.Rules.RuleIds;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// The corpus: for each rule a folder with programs that are wrong, near misses that are right, and mended ones.
/// <c>WrongN.cs</c> names in comments what is reported on which line; <c>RightN.cs</c> and <c>FixedN.cs</c> get nothing;
/// where the rule has a fix, it turns <c>WrongN.cs</c> into <c>FixedN.cs</c>. <c>WrongN.settings</c> holds the settings of the program's project.
/// </summary>
public partial class CorpusTests
{
    private const int MostFixes = 20;

    private static readonly string s_corpus = Path.Combine(SourceFolder(), "Corpus");

    private static readonly CodeFixProvider[] s_fixes = typeof(DeclarationCodeFix).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
        .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!)
        .ToArray();

    /// <summary>Every program, for tests over all of them.</summary>
    public static IEnumerable<string> Programs => Directory.GetFiles(s_corpus, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static readonly string[] s_rules = typeof(RuleIds).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal).ToArray();

    /// <summary>Every rule there is.</summary>
    public static TheoryData<string> Rules => new(s_rules);

    [Fact]
    public void EveryRuleHasAFolder()
        => Assert.Equal(s_rules, Directory.GetDirectories(s_corpus).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task ProgramsAreWhatTheySay(string rule)
    {
        var failures = new List<string>();
        int wrong = 0;
        int right = 0;
        int mended = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(s_corpus, rule), "*.cs").Order(StringComparer.Ordinal))
        {
            string source = await File.ReadAllTextAsync(file);
            string[] expected = CommentsOf(source);
            string[] actual = await Verify.LinesAsync(source, await SettingsOf(file));
            string name = $"{rule}/{Path.GetFileName(file)}";
            if (!expected.SequenceEqual(actual))
            {
                failures.Add($"{name}: expected [{string.Join(", ", expected)}], reported [{string.Join(", ", actual)}]");
            }

            if (Path.GetFileName(file).StartsWith("Wrong", StringComparison.Ordinal))
            {
                wrong++;
                if (!expected.Any(e => e.EndsWith(rule, StringComparison.Ordinal)))
                {
                    failures.Add($"{name} names no {rule}");
                }
            }
            else
            {
                right += Path.GetFileName(file).StartsWith("Right", StringComparison.Ordinal) ? 1 : 0;
                mended += Path.GetFileName(file).StartsWith("Fixed", StringComparison.Ordinal) ? 1 : 0;
                if (expected.Length != 0)
                {
                    failures.Add($"{name} names {expected[0]}");
                }
            }
        }

        if (wrong < 3 || right < 3 || mended < 1)
        {
            failures.Add($"{rule} has {wrong} wrong programs, {right} right ones and {mended} mended ones: at least 3, 3 and 1");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task FixesMendThePrograms(string rule)
    {
        CodeFixProvider[] fixes = s_fixes.Where(f => f.FixableDiagnosticIds.Contains(rule)).ToArray();
        if (fixes.Length == 0)
        {
            return;
        }

        int mendable = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(s_corpus, rule), "Fixed*.cs").Order(StringComparer.Ordinal))
        {
            string wrong = await File.ReadAllTextAsync(file.Replace("Fixed", "Wrong", StringComparison.Ordinal));
            if (await MendAsync(wrong, rule, fixes, await SettingsOf(file.Replace("Fixed", "Wrong", StringComparison.Ordinal))) is not { } mended)
            {
                continue;
            }

            mendable++;
            Assert.Equal(WithoutComments(await File.ReadAllTextAsync(file)), WithoutComments(mended));
        }

        // Some rules are mended mechanically in a declaration and by thought in code.
        Assert.True(mendable > 0, $"{rule} has a fix, but none of its programs shows it");
    }

    /// <summary>
    /// Applies the first choice of a fix to the first diagnostic until none is left, then to what has come up since; null where there is no fix
    /// for the first one.
    /// </summary>
    private static async Task<string?> MendAsync(string source, string rule, CodeFixProvider[] fixes, string settings)
    {
        string[] before = CommentsOf(source).Select(c => c.Split(' ')[1]).ToArray();
        using var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject("Corpus", LanguageNames.CSharp)
            .WithMetadataReferences(Verify.References)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithCompilationOptions(Verify.OptionsFor(source));
        Document document = project.AddDocument("Usings.cs", "global using ModelGen;\n").Project.AddDocument("Test.cs", source);
        for (int i = 0; i < MostFixes; i++)
        {
            Compilation compilation = Verify.Generate((await document.Project.GetCompilationAsync())!);
            SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
            Diagnostic? first = (await compilation.WithAnalyzers(Verify.Analyzers, Verify.OptionsOf(settings)).GetAnalyzerDiagnosticsAsync())
                .Where(d => (d.Id == rule || !before.Contains(d.Id)) && d.Location.SourceTree == tree)
                .OrderBy(d => d.Id != rule)
                .ThenBy(d => d.Location.SourceSpan.Start)
                .FirstOrDefault();
            if (first is null)
            {
                return (await document.GetTextAsync()).ToString();
            }

            var actions = new List<CodeAction>();
            foreach (CodeFixProvider fix in first.Id == rule ? fixes : s_fixes.Where(f => f.FixableDiagnosticIds.Contains(first.Id)))
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, first, (action, _) => actions.Add(action), CancellationToken.None));
            }

            if (actions.Count == 0 && i == 0)
            {
                return null;
            }

            Assert.True(actions.Count > 0, $"No fix for {first} in\n{await document.GetTextAsync()}");
            ImmutableArray<CodeActionOperation> operations = await actions[0].GetOperationsAsync(CancellationToken.None);
            document = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        }

        throw new InvalidOperationException($"{rule} is left after {MostFixes} fixes:\n{await document.GetTextAsync()}");
    }

    /// <summary>The settings of a program's project, in a file beside it: see <see cref="Verify.LinesAsync"/>.</summary>
    private static async Task<string> SettingsOf(string program)
        => Path.ChangeExtension(program, ".settings") is var settings && File.Exists(settings) ? await File.ReadAllTextAsync(settings) : string.Empty;

    private static string[] CommentsOf(string program) => program.Split('\n')
        .SelectMany((line, i) => Id().Matches(line).Select(m => $"{i + 1} {m.Value}"))
        .ToArray();

    private static string WithoutComments(string program) => Comment().Replace(program, string.Empty).ReplaceLineEndings("\n").Trim();

    [GeneratedRegex("MG[0-9]{4}")]
    private static partial Regex Id();

    [GeneratedRegex(" *// MG[0-9]{4}.*")]
    private static partial Regex Comment();

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
