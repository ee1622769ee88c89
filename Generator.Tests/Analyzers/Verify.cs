extern alias analyzers;

using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using analyzers::ModelGen.Analyzers.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// Runs the declaration analyzers, and a code fix where one is named, over a source text. Places are marked in the text:
/// <c>{|MG0002:Lstm(8)|}</c> expects that rule there, <c>{|#0:Lstm(8)|}</c> names a place for <see cref="At"/>.
/// </summary>
internal static class Verify
{
    /// <summary>Written before every source, so that tests read as a user's file does.</summary>
    private const string Prelude = "using ModelGen;\n";

    /// <summary>The running framework and the library itself: nothing is downloaded.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = FindReferences();

    /// <summary>Expects <paramref name="id"/> with exactly this message at the place <c>{|#mark:…|}</c>.</summary>
    public static DiagnosticResult At(int mark, string id, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error)
        => new DiagnosticResult(id, severity).WithLocation(mark).WithMessage(message).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations);

    /// <summary>The analyzers report what the text marks and <paramref name="expected"/> names, and nothing else.</summary>
    public static async Task ReportsAsync(string source, params DiagnosticResult[] expected)
    {
        var test = new Test<EmptyCodeFixProvider>();
        test.TestState.Sources.Add(Prelude + source);
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync(CancellationToken.None);
    }

    /// <summary>A correct program: no diagnostic, neither of ours nor of the compiler's.</summary>
    public static Task SilentAsync(string source) => ReportsAsync(source);

    /// <summary>As <see cref="SilentAsync(string)"/> for a program of several files.</summary>
    public static async Task SilentAsync(params (string Name, string Source)[] files)
    {
        var test = new Test<EmptyCodeFixProvider>();
        foreach ((string name, string source) in files)
        {
            test.TestState.Sources.Add((name, Prelude + source));
        }

        await test.RunAsync(CancellationToken.None);
    }

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

    private sealed class Test<TFix> : CSharpCodeFixTest<DeclarationAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public Test()
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(References);
            FixedState.InheritanceMode = StateInheritanceMode.AutoInherit;
            CompilerDiagnostics = CompilerDiagnostics.Warnings;
            // The test project asks for documentation, the sources in tests have none.
            DisabledDiagnostics.Add("CS1591");
        }

        protected override System.Collections.Generic.IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers()
            => [new DeclarationAnalyzer(), new LayersWithoutModelAnalyzer()];

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest);
    }
}
