extern alias analyzers;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using analyzers::ModelGen.Analyzers.Declaration;
using analyzers::ModelGen.Analyzers.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Generator;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// Runs the declaration analyzers, and a code fix where one is named, over a source text. Places are marked in the text:
/// <c>{|MG0002:Lstm(8)|}</c> expects that rule there, <c>{|#0:Lstm(8)|}</c> names a place for <see cref="At"/>.
/// </summary>
internal static class Verify
{
    /// <summary>Written before every source, so that tests read as a user's file does.</summary>
    private const string Prelude = "using ModelGen;\n";

    private static readonly CSharpCompilationOptions s_compilationOptions =
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>All analyzers of the package.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = typeof(DeclarationAnalyzer).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !t.IsAbstract)
        .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)
        .ToImmutableArray();

    /// <summary>The running framework and the library itself: nothing is downloaded.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = FindReferences();

    /// <summary>Expects <paramref name="id"/> with exactly this message at the place <c>{|#mark:…|}</c>.</summary>
    public static Expectation At(int mark, string id, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error)
        => new("#" + mark.ToString(CultureInfo.InvariantCulture), id, message, severity);

    /// <summary>The analyzers and the compiler report what the text marks and <paramref name="expected"/> names, and nothing else.</summary>
    public static Task ReportsAsync(string source, params Expectation[] expected) => ReportsAsync([("Test.cs", source)], expected);

    /// <summary>A correct program: no diagnostic, neither of ours nor of the compiler's.</summary>
    public static Task SilentAsync(string source) => ReportsAsync(source);

    /// <summary>As <see cref="SilentAsync(string)"/> for a program of several files.</summary>
    public static Task SilentAsync(params (string Name, string Source)[] files) => ReportsAsync(files, []);

    /// <summary>
    /// The analyzers report what the text marks; the fix, applied once per diagnostic and then to all at once, turns it
    /// into <paramref name="mended"/>, which compiles and has none left.
    /// </summary>
    public static async Task FixesAsync<TFix>(string source, string mended, string? choice = null, int? steps = null)
        where TFix : CodeFixProvider, new()
    {
        var test = new Test<TFix> { CodeActionEquivalenceKey = choice };
        test.TestState.Sources.Add(Prelude + source);
        test.FixedState.Sources.Add(Prelude + mended);
        if (choice is not null)
        {
            test.CodeActionValidationMode = CodeActionValidationMode.SemanticStructure;
        }

        if (steps is { } count)
        {
            test.NumberOfIncrementalIterations = count;
            test.NumberOfFixAllIterations = 1;
        }

        await test.RunAsync(CancellationToken.None);
    }

    /// <summary>The line and id of every diagnostic of our analyzers in a program without compiler errors.</summary>
    /// <param name="source">The program.</param>
    /// <param name="settings">
    /// Text that may hold a project's <c>&lt;LangVersion&gt;</c>, the line of an .editorconfig, <c>dotnet_diagnostic.MG0015.severity = suggestion</c>, and
    /// <c>&lt;ModelWeights Include="a.safetensors" Model="A" /&gt;</c> with what the files hold: see <see cref="OptionsOf"/>.
    /// </param>
    public static async Task<string[]> LinesAsync(string source, string settings = "")
        => (await DiagnoseAsync(source, settings)).Select(d => $"{d.Location.GetLineSpan().StartLinePosition.Line + 1} {d.Id}").ToArray();

    /// <summary>As <see cref="LinesAsync"/>, the messages.</summary>
    public static async Task<string[]> MessagesAsync(string source, string settings = "")
        => (await DiagnoseAsync(source, settings)).Select(d => d.GetMessage(CultureInfo.InvariantCulture)).ToArray();

    private static async Task<Diagnostic[]> DiagnoseAsync(string source, string settings)
    {
        CSharpParseOptions parse = CSharpParseOptions.Default.WithLanguageVersion(
            Regex.Match(settings, "<LangVersion>(.*?)</LangVersion>") is { Success: true } version && LanguageVersionFacts.TryParse(version.Groups[1].Value, out LanguageVersion language)
                ? language
                : LanguageVersion.Default);
        IEnumerable<KeyValuePair<string, ReportDiagnostic>> severities = Regex.Matches(settings, @"dotnet_diagnostic\.(MG\d{4})\.severity = suggestion")
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, ReportDiagnostic.Info));
        Compilation compilation = Generate(CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText("global " + Prelude, parse, "Usings.cs"), CSharpSyntaxTree.ParseText(source, parse, "Test.cs")],
            References,
            OptionsFor(source).WithSpecificDiagnosticOptions(severities)));
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(Analyzers, OptionsOf(settings)).GetAnalyzerDiagnosticsAsync();
        // That generated files compile is asserted elsewhere, once for each kind of model.
        Diagnostic[] errors = compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == "Test.cs")).GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .ToArray();
        Assert.True(errors.Length == 0, string.Join('\n', errors.AsEnumerable()));
        Assert.All(diagnostics, d => Assert.False(d.Id == "AD0001", d.ToString()));
        return diagnostics
            .OrderBy(d => d.Location.SourceSpan.Start)
            .ToArray();
    }

    /// <summary>
    /// The weights files of a project: each <c>ModelWeights</c> in the settings has a line that begins with its name and a colon. Behind it stand tensors with
    /// their shapes, <c>lstm.kernel [3, 32], lstm.bias [32] F16</c>, after the model that saved them, <c>(saved by Reader)</c>; or a header as it is, <c>{"…</c>;
    /// or the reason why there is none.
    /// </summary>
    public static AnalyzerOptions OptionsOf(string settings)
    {
        WeightsText[] files = Regex.Matches(settings, "<ModelWeights Include=\"(.*?)\"( Model=\"(.*?)\")? />")
            .Select(m => new WeightsText(m.Groups[1].Value, m.Groups[3].Value, Regex.Match(settings, $"(?m)^{Regex.Escape(m.Groups[1].Value)}: (.*)$").Groups[1].Value))
            .ToArray();
        return new AnalyzerOptions([.. files], new WeightsOptions());
    }

    /// <summary>As <see cref="ReportsAsync(string, Expectation[])"/> for a program that calls what the generator emits.</summary>
    public static Task ReportsInUseAsync(string source, params Expectation[] expected) => ReportsAsync([("Test.cs", source)], expected, generate: true);

    /// <summary>The program with what the generator emits for its models.</summary>
    public static Compilation Generate(Compilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _, CancellationToken.None);
        return generated;
    }

    // The testing library would do this too, at twenty times the cost: it builds a workspace per source.
    private static async Task ReportsAsync((string Name, string Source)[] files, Expectation[] expected, bool generate = false)
    {
        var trees = new List<SyntaxTree>();
        var missing = new List<string>();
        foreach ((string name, string source) in files)
        {
            TestFileMarkupParser.GetSpans(Prelude + source, out string text, out ImmutableDictionary<string, ImmutableArray<TextSpan>> marked);
            trees.Add(CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), name));
            foreach ((string mark, ImmutableArray<TextSpan> spans) in marked)
            {
                Expectation? expectation = expected.SingleOrDefault(e => e.Mark == mark);
                missing.AddRange(spans.Select(span => expectation is null
                    ? $"{name} {mark} {span} {text.Substring(span.Start, span.Length)}"
                    : $"{name} {expectation.Id} {span} {text.Substring(span.Start, span.Length)} {expectation.Severity} {expectation.Message}"));
            }
        }

        Compilation compilation = CSharpCompilation.Create("Test", trees, References, s_compilationOptions);
        if (generate)
        {
            compilation = Generate(compilation);
        }

        ImmutableArray<Diagnostic> own = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        IEnumerable<Diagnostic> compilers = compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning);
        var unexpected = new List<string>();
        foreach (Diagnostic diagnostic in own.Concat(compilers))
        {
            // A place is matched exactly; the message only where the test states it.
            string place = $"{diagnostic.Location.SourceTree?.FilePath} {diagnostic.Id} {diagnostic.Location.SourceSpan} {diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan)}";
            string full = $"{place} {diagnostic.Severity} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
            if (!missing.Remove(full) && !missing.Remove(place))
            {
                unexpected.Add(full);
            }
        }

        Assert.True(
            missing.Count == 0 && unexpected.Count == 0,
            $"Missing:\n{string.Join('\n', missing)}\nUnexpected:\n{string.Join('\n', unexpected)}\nSource:\n{string.Join('\n', trees)}");
    }

    /// <summary>A library, or a program where there are statements beside the types.</summary>
    public static CSharpCompilationOptions OptionsFor(string source) => s_compilationOptions.WithOutputKind(
        CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary);

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(ModelAttribute).Assembly.Location)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToImmutableArray();
    }

    /// <summary>What the build hands over of a weights file.</summary>
    private sealed class WeightsText(string file, string model, string content) : AdditionalText
    {
        public string File { get; } = file;

        public string Model { get; } = model;

        public override string Path => $"obj/{File}.{Model}.header";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(Text());

        private string Text()
        {
            MatchCollection tensors = Regex.Matches(content, @"([\w.]+) \[([\d, ]*)\]( \w+)?");
            if (tensors.Count == 0 || content.StartsWith('{'))
            {
                long end = Regex.Matches(content, @"""data_offsets"":\[-?\d+,(\d+)\]").Select(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
                return content.StartsWith('{') ? $"data {end}\n{content}" : content;
            }

            var entries = new List<string>();
            long offset = 0;
            foreach (Match tensor in tensors)
            {
                string type = tensor.Groups[3].Success ? tensor.Groups[3].Value.Trim() : "F32";
                long begin = offset;
                offset += tensor.Groups[2].Value.Split(',').Aggregate(type.EndsWith("16", StringComparison.Ordinal) ? 2L : 4L, (size, d) => size * long.Parse(d, CultureInfo.InvariantCulture));
                entries.Add($"\"{tensor.Groups[1].Value}\":{{\"dtype\":\"{type}\",\"shape\":[{tensor.Groups[2].Value}],\"data_offsets\":[{begin},{offset}]}}");
            }

            if (Regex.Match(content, @"\(saved by (\w+)\)") is { Success: true } saved)
            {
                entries.Insert(0, $"\"__metadata__\":{{\"format\":\"modelgen\",\"model\":\"{saved.Groups[1].Value}\"}}");
            }

            return $"data {offset}\n{{{string.Join(',', entries)}}}";
        }
    }

    private sealed class WeightsOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Options(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(null);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(textFile as WeightsText);

        private sealed class Options(WeightsText? text) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key switch
                {
                    WeightsFileAnalyzer.FileOption => text?.File,
                    WeightsFileAnalyzer.ModelOption => text?.Model,
                    _ => null,
                };
                return value is not null;
            }
        }
    }

    private sealed class Test<TFix> : CSharpCodeFixTest<DeclarationAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public Test()
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(References);
            FixedState.InheritanceMode = StateInheritanceMode.AutoInherit;
            CompilerDiagnostics = CompilerDiagnostics.Warnings;
            // Several analyzers report one rule, some on declarations and some on code that uses them.
            MarkupOptions = MarkupOptions.UseFirstDescriptor;
            // The test project asks for documentation, the sources in tests have none.
            DisabledDiagnostics.Add("CS1591");
            DisabledDiagnostics.AddRange(Analyzers.SelectMany(a => a.SupportedDiagnostics).Where(d => !d.IsEnabledByDefault).Select(d => d.Id));
        }

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers()
            => Analyzers;

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest);
    }
}

/// <summary>A diagnostic that a test expects at a marked place.</summary>
internal sealed record Expectation(string Mark, string Id, string Message, DiagnosticSeverity Severity);
