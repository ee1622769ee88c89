using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Benchmarks.Harness;
using ModelGen.Generator;
using Spectre.Console;

namespace ModelGen.Benchmarks.Compiler;

/// <summary>What the source generator takes for single models, and what it writes.</summary>
internal static class GeneratorTimes
{
    private const int Runs = 31;

    /// <summary>Ten layers, some of a kind, as a person would write them; and ten of which no two share a shape.</summary>
    private static readonly (string Name, string Source)[] s_models =
    [
        ("ten layers", """
            [Model(MaxTimesteps = 50)]
            [Embedding(100, 24, MaskZero = true)]
            [Bidirectional]
            [Lstm(64, ReturnSequences = true)]
            [Dropout(0.2)]
            [Lstm(64, ReturnSequences = true)]
            [Lstm(64, ReturnSequences = true)]
            [Lstm(32)]
            [Dense(100, Activation = Activation.Relu)]
            [Dropout(0.2)]
            [Dense(50, Activation = Activation.Tanh)]
            [Dense(10)]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
            public sealed partial class Model;
            """),
        ("ten different LSTMs", """
            [Model(Features = 10, MaxTimesteps = 50)]
            [Lstm(8, ReturnSequences = true)]
            [Lstm(12, ReturnSequences = true)]
            [Lstm(24, ReturnSequences = true)]
            [Lstm(32, ReturnSequences = true)]
            [Lstm(40, ReturnSequences = true)]
            [Lstm(48, ReturnSequences = true)]
            [Lstm(64, ReturnSequences = true)]
            [Lstm(96, ReturnSequences = true)]
            [Lstm(128, ReturnSequences = true)]
            [Lstm(16)]
            [Loss(LossKind.MeanSquaredError)]
            public sealed partial class Model;
            """),
    ];

    public static void Measure(List<CompilerResult> results, List<string> goals)
    {
        var table = new Table().AddColumns("model", "first, ms", "median, ms", "files", "KB");
        foreach ((string name, string source) in s_models)
        {
            var compilation = CSharpCompilation.Create(
                "Benchmark", [CSharpSyntaxTree.ParseText("using ModelGen;\n" + source)], LargeSolution.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            var times = new double[Runs];
            GeneratorRunResult result = default;
            for (int run = 0; run < Runs; run++)
            {
                // A driver of its own each time: nothing is cached.
                GeneratorDriver driver = CSharpGeneratorDriver.Create(new ModelGenerator()).RunGenerators(compilation);
                times[run] = driver.GetTimingInfo().GeneratorTimes.Single().ElapsedTime.TotalMilliseconds;
                result = driver.GetRunResult().Results.Single();
            }

            if (result.Exception is { } exception)
            {
                throw new InvalidOperationException($"The generator failed on '{name}'.", exception);
            }

            double median = Statistics.Median(times[1..]);
            int files = result.GeneratedSources.Length;
            double kilobytes = result.GeneratedSources.Sum(s => System.Text.Encoding.UTF8.GetByteCount(s.SourceText.ToString())) / 1000.0;
            table.AddRow(name, $"{times[0]:F1}", $"{median:F1}", $"{files}", $"{kilobytes:F0}");
            results.Add(new CompilerResult($"generator, {name}", median) { FirstMilliseconds = times[0], Files = files, Kilobytes = kilobytes });
            goals.Add($"{(median <= 50 && files <= 6 && kilobytes <= 300 ? "holds " : "misses")} {name}: {median:F1} ms (goal 50), {files} files (goal 6), {kilobytes:F0} KB (goal 300)");
        }

        AnsiConsole.Write(table);
    }
}
