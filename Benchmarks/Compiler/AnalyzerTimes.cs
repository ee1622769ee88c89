extern alias analyzers;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using analyzers::ModelGen.Analyzers.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Benchmarks.Harness;
using ModelGen.Generator;
using Spectre.Console;

namespace ModelGen.Benchmarks.Compiler;

/// <summary>What generator and analyzers take on a solution of many models: a build, and an edit in a method.</summary>
internal static class AnalyzerTimes
{
    private const int FullRuns = 9;
    private const int EditRuns = 41;
    private const double FullGoal = 150;
    private const double EditGoal = 10;

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = typeof(DeclarationAnalyzer).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !t.IsAbstract)
        .OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)
        .ToImmutableArray();

    public static void Measure(List<CompilerResult> results, List<string> goals)
    {
        CSharpCompilation source = LargeSolution.Create();
        int lines = source.SyntaxTrees.Sum(t => t.GetText().Lines.Count);
        GeneratorDriver cold = Driver(source);
        Stopwatch clock = Stopwatch.StartNew();
        GeneratorDriver driver = cold.RunGeneratorsAndUpdateCompilation(source, out Compilation compilation, out _);
        double all = clock.Elapsed.TotalMilliseconds;
        Check(compilation);

        var table = new Table().AddColumns("solution", "median, ms").Title($"{LargeSolution.Models} models, {lines:N0} lines");
        Add("generator, all models anew", all);
        Add("generator, after an edit in a method", Edits(i => Generate(driver, source, LargeSolution.EditedMethod(i))));
        Add("generator, after an edit of one model", Edits(i => Generate(driver, source, LargeSolution.EditedModel(i))));

        var full = new double[FullRuns];
        var each = s_analyzers.ToDictionary(a => a, _ => new List<double>());
        for (int run = 0; run < FullRuns; run++)
        {
            // What the runs before have left is not theirs to pay for.
            GC.Collect();
            full[run] = Full(Anew(compilation), each);
        }

        var edit = new double[EditRuns];
        var editWall = new double[EditRuns];
        var editEmpty = new double[EditRuns];
        var errors = new double[EditRuns];
        var eachEdit = s_analyzers.ToDictionary(a => a, _ => new List<double>());
        for (int run = 0; run < EditRuns; run++)
        {
            (edit[run], editWall[run]) = Edit(compilation, LargeSolution.EditedMethod(run), s_analyzers, eachEdit);
            (_, editEmpty[run]) = Edit(compilation, LargeSolution.EditedMethod(run), [new IdleAnalyzer()], null);
            (_, errors[run]) = Edit(compilation, LargeSolution.EditedModel(run), s_analyzers, null);
        }

        Add("all analyzers, full pass", Statistics.Median(full[1..]));
        Add("all analyzers, edit in one method", Statistics.Median(edit[1..]));
        Add("  from the keystroke to the diagnostics of the file", Statistics.Median(editWall[1..]));
        Add("  the same with an analyzer that does nothing", Statistics.Median(editEmpty[1..]));
        Add("edit of a model, from the keystroke to the diagnostics of the file", Statistics.Median(errors[1..]));
        foreach (DiagnosticAnalyzer analyzer in s_analyzers)
        {
            table.AddRow($"    {analyzer.GetType().Name}", $"{Statistics.Median([.. each[analyzer]]):F2}, edit {Statistics.Median([.. eachEdit[analyzer]]):F2}");
        }

        AnsiConsole.Write(table);
        Goal("analyzers, full pass", Statistics.Median(full[1..]), FullGoal);
        Goal("analyzers, edit in one method", Statistics.Median(edit[1..]), EditGoal);

        void Add(string name, double milliseconds)
        {
            table.AddRow(name, $"{milliseconds:F1}");
            results.Add(new CompilerResult(name.Trim(), milliseconds) { Lines = lines, Models = LargeSolution.Models });
        }

        void Goal(string name, double milliseconds, double goal)
            => goals.Add($"{(milliseconds <= goal ? "holds " : "misses")} {name}: {milliseconds:F1} ms (goal {goal})");
    }

    private static GeneratorDriver Driver(CSharpCompilation compilation)
        => CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options);

    private static double Generate(GeneratorDriver driver, CSharpCompilation source, (string Path, string Text) edited)
    {
        SyntaxTree old = source.SyntaxTrees.Single(t => t.FilePath == edited.Path);
        CSharpCompilation changed = source.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From(edited.Text)));
        return driver.RunGenerators(changed).GetTimingInfo().ElapsedTime.TotalMilliseconds;
    }

    private static double Edits(Func<int, double> run) => Statistics.Median([.. Enumerable.Range(0, EditRuns).Select(run).Skip(1)]);

    /// <summary>The same program with nothing bound yet.</summary>
    private static Compilation Anew(Compilation compilation) => compilation.Clone();

    /// <returns>Milliseconds inside the analyzers.</returns>
    private static double Full(Compilation compilation, Dictionary<DiagnosticAnalyzer, List<double>> each)
        => Sum(compilation.WithAnalyzers(s_analyzers, Options()).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult(), each);

    /// <summary>What an editor asks for after a keystroke: the diagnostics of the file.</summary>
    /// <returns>Milliseconds inside the analyzers, and until the diagnostics are there.</returns>
    private static (double Analyzers, double Wall) Edit(Compilation compilation, (string Path, string Text) edited, ImmutableArray<DiagnosticAnalyzer> analyzers, Dictionary<DiagnosticAnalyzer, List<double>>? each)
    {
        SyntaxTree old = compilation.SyntaxTrees.Single(t => t.FilePath == edited.Path);
        SyntaxTree tree = old.WithChangedText(SourceText.From(edited.Text));
        Compilation changed = compilation.ReplaceSyntaxTree(old, tree);
        var clock = Stopwatch.StartNew();
        CompilationWithAnalyzers driver = changed.WithAnalyzers(analyzers, Options());
        AnalysisResult result = driver.GetAnalysisResultAsync(changed.GetSemanticModel(tree), filterSpan: null, CancellationToken.None).GetAwaiter().GetResult();
        double wall = clock.Elapsed.TotalMilliseconds;
        return (Sum(result, each), wall);
    }

    private static CompilationWithAnalyzersOptions Options()
        => new(new AnalyzerOptions([]), (e, _, _) => throw new InvalidOperationException("An analyzer failed.", e), concurrentAnalysis: false, logAnalyzerExecutionTime: true);

    private static double Sum(AnalysisResult result, Dictionary<DiagnosticAnalyzer, List<double>>? each)
    {
        double sum = 0;
        foreach ((DiagnosticAnalyzer analyzer, AnalyzerTelemetryInfo info) in result.AnalyzerTelemetryInfo)
        {
            sum += info.ExecutionTime.TotalMilliseconds;
            each?[analyzer].Add(info.ExecutionTime.TotalMilliseconds);
        }

        return sum;
    }

    private static void Check(Compilation compilation)
    {
        Diagnostic? error = compilation.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            throw new InvalidOperationException($"The solution that is measured does not compile: {error}");
        }
    }

    /// <summary>Registers what the analyzers register, and does nothing.</summary>
#pragma warning disable RS1001, RS1036, RS1041, RS1025, RS1026, RS2008
    private sealed class IdleAnalyzer : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_idle = new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_idle];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationStartAction(start =>
            {
                start.RegisterSymbolAction(_ => { }, SymbolKind.NamedType);
                start.RegisterOperationBlockAction(_ => { });
            });
        }
    }
#pragma warning restore RS1001, RS1036, RS1041, RS1025, RS1026, RS2008
}
