extern alias analyzers;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;
using Descriptors = analyzers::ModelGen.Analyzers.Descriptors;
using RuleIds = analyzers::ModelGen.Declaration.Rules.RuleIds;

namespace ModelGen.Tests.Analyzers;

/// <summary>Rules, descriptors, help pages, index and release file name the same rules.</summary>
public class RuleCatalogueTests
{
    private static readonly DiagnosticDescriptor[] s_descriptors = typeof(Descriptors).GetFields()
        .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
        .Select(f => (DiagnosticDescriptor)f.GetValue(null)!)
        .OrderBy(d => d.Id, StringComparer.Ordinal)
        .ToArray();

    private static readonly string s_root = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));

    private static readonly string s_rules = Path.Combine(s_root, "docs", "rules");

    public static TheoryData<string> Ids => new(s_descriptors.Select(d => d.Id));

    [Fact]
    public void EveryIdHasADescriptorThatAnAnalyzerReports()
    {
        string[] ids = typeof(RuleIds).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order().ToArray();
        string[] reported = typeof(Descriptors).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !t.IsAbstract)
            .SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics)
            .Select(d => d.Id)
            .Distinct()
            .Order()
            .ToArray();

        Assert.Equal(ids, s_descriptors.Select(d => d.Id));
        Assert.Equal(ids, reported);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DescriptorIsComplete(string id)
    {
        DiagnosticDescriptor descriptor = Find(id);

        Assert.Equal(Descriptors.HelpPages + id + ".md", descriptor.HelpLinkUri);
        Assert.NotEmpty(descriptor.Title.ToString());
        Assert.EndsWith(".", descriptor.Description.ToString());
        // A report of costs is asked for; every other rule speaks up by itself.
        Assert.Equal(id != RuleIds.Cost, descriptor.IsEnabledByDefault);
        Assert.DoesNotContain(WellKnownDiagnosticTags.NotConfigurable, descriptor.CustomTags);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void HelpPageIsInStep(string id)
    {
        DiagnosticDescriptor descriptor = Find(id);
        string page = File.ReadAllText(Path.Combine(s_rules, id + ".md"));

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        Assert.Contains($"Severity: {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}", page);
        string[] headings = page.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).ToArray();
        Assert.Equal(["Wrong", "Right", "Why", "Fix", "Evidence"], headings);
        Assert.True(page.Split("```csharp").Length > 2, "A wrong and a right program.");
    }

    /// <summary>The wrong program gets exactly the diagnostics that its comments name, line by line; the right one gets none.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ProgramsOfThePageAreWhatItSays(string id)
    {
        string[] blocks = File.ReadAllText(Path.Combine(s_rules, id + ".md")).Split("```csharp\n");
        string[] programs = blocks.Skip(1).Select(b => b.Split("```")[0]).ToArray();
        // A project's settings stand above the program that they are for.
        string[] settings = blocks.Select((b, i) => i == 0 ? b : b[b.IndexOf("```", StringComparison.Ordinal)..]).ToArray();

        Assert.Equal(2, programs.Length);
        Assert.Contains(id, string.Join(' ', CommentsOf(programs[0])), StringComparison.Ordinal);
        Assert.Equal(CommentsOf(programs[0]), await Verify.LinesAsync(programs[0], settings[0]));
        Assert.Empty(CommentsOf(programs[1]));
        Assert.Empty(await Verify.LinesAsync(programs[1], settings[1]));

        static string[] CommentsOf(string program) => program.Split('\n')
            .SelectMany((line, i) => Regex.Matches(line, "MG[0-9]{4}").Select(m => $"{i + 1} {m.Value}"))
            .ToArray();
    }

    [Fact]
    public void NoPageIsLeftOver()
    {
        string[] pages = Directory.GetFiles(s_rules, "MG*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order().ToArray();
        Assert.Equal(s_descriptors.Select(d => d.Id), pages);
    }

    /// <summary><c>MODELGEN_UPDATE_RULES=1</c> writes the rows anew.</summary>
    [Fact]
    public void IndexListsEveryRule() => IsInStep(
        Path.Combine(s_rules, "README.md"),
        "| [MG",
        s_descriptors.Select(d => $"| [{d.Id}]({d.Id}.md) | {d.DefaultSeverity.ToString().ToLowerInvariant()} | {d.Title} | {(HasFix(d.Id) ? "yes" : "")} |"));

    [Fact]
    public void ReleaseFileListsEveryRule() => IsInStep(
        Path.Combine(s_root, "Analyzers", "ModelGen.Analyzers", "AnalyzerReleases.Unshipped.md"),
        "MG",
        s_descriptors.Select(d => $"{d.Id} | {d.Category} | {(d.IsEnabledByDefault ? d.DefaultSeverity.ToString() : "Disabled")} | [{d.Title}]({d.HelpLinkUri})"));

    private static void IsInStep(string file, string start, IEnumerable<string> expected)
    {
        List<string> lines = File.ReadAllLines(file).ToList();
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_RULES") == "1")
        {
            int first = lines.FindIndex(l => l.StartsWith(start, StringComparison.Ordinal));
            lines.RemoveAll(l => l.StartsWith(start, StringComparison.Ordinal));
            lines.InsertRange(first, expected);
            File.WriteAllLines(file, lines);
        }

        Assert.Equal(expected, lines.Where(l => l.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void FixesNameRulesThatExistAndMendAllAtOnce()
    {
        foreach (CodeFixProvider fix in Fixes())
        {
            Assert.NotNull(fix.GetFixAllProvider());
            Assert.All(fix.FixableDiagnosticIds, id => Assert.Contains(id, s_descriptors.Select(d => d.Id)));
            Assert.NotNull(fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>());
        }
    }

    [Fact]
    public void AnalyzersDoNotTouchWorkspaces()
    {
        string[] references = typeof(Descriptors).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToArray();
        Assert.DoesNotContain(references, name => name.Contains("Workspaces", StringComparison.Ordinal));
    }

    private static DiagnosticDescriptor Find(string id) => s_descriptors.Single(d => d.Id == id);

    private static bool HasFix(string id) => Fixes().Any(f => f.FixableDiagnosticIds.Contains(id));

    private static IEnumerable<CodeFixProvider> Fixes() => typeof(CodeFixes.DeclarationCodeFix).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
        .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!);

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
