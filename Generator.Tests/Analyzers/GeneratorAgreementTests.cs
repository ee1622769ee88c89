extern alias analyzers;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Generator;
using Xunit;
using GeneratedMembers = analyzers::ModelGen.Declaration.Rules.GeneratedMembers;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// The rules' promise to the generator: a declaration without an error is emitted as code that compiles, and one with
/// errors does not bring an error in a generated file on top.
/// </summary>
public class GeneratorAgreementTests
{
    private const int Models = 120;

    private static readonly string[] s_classes =
    [
        "public sealed partial class $", "public sealed partial class $", "partial class $", "internal partial class $", "class $", "static partial class $", "abstract partial class $",
        "partial class $<T>", "partial record $", "partial record struct $", "partial interface $", "file partial class $", "partial class $ : System.Collections.ArrayList",
    ];

    private static readonly string[] s_members =
    [
        "", "", "", "public int Outputs => 1;", "public void Step() { }", "private sealed class Trainer;", "public string Summary => Other; private const string Other = \"\";",
    ];

    private static readonly int[] s_sizes = [1, 2, 3, 5, 8, 17, 0, -1, int.MinValue, int.MaxValue, 40000];

    private static readonly string[] s_names = ["", "", "", "lstm", "Lstm_1", "a b", "x", "X", "dense", "_", "1", "class", "bidirectional_forward", "state", "weights"];

    [Fact]
    public async Task ErrorsAreTheAnalyzersToReport()
    {
        var random = new Random(11);
        CSharpCompilation compilation = Compile(Enumerable.Range(0, Models).Select(i => Draw(random, i)));
        Compilation generated = Generate(compilation, out _);
        ImmutableArray<Diagnostic> diagnostics = await generated.WithAnalyzers(Verify.Analyzers).GetAnalyzerDiagnosticsAsync();

        HashSet<string> wrong = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Location.SourceTree!.FilePath).ToHashSet();
        Assert.InRange(wrong.Count, Models / 3, Models - 8);
        Assert.Empty(ErrorsIn(generated, tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryGeneratedMemberIsReserved()
    {
        CSharpCompilation compilation = Compile(
        [
            """
            [Model(Features = 3, MaxTimesteps = 7)]
            [Bidirectional] [Lstm(5, ReturnSequences = true)] [Dropout(0.5)] [Lstm(9)] [Dense(2)] [Loss(LossKind.BinaryCrossentropy)]
            public partial class A;
            """,
            """
            [Model(MaxTimesteps = 7)]
            [Embedding(9, 4, MaskZero = true)] [Lstm(5)] [Dense(4, Activation = Activation.Softmax)] [Loss(LossKind.SparseCategoricalCrossentropy)]
            public partial class B;
            """,
            """
            [Model(Features = 3, MaxTimesteps = 7)]
            [Gru(5, Output = true)] [Dense(4, From = "gru, gru", Output = true)] [Loss(LossKind.MeanSquaredError, Output = "dense")]
            public partial class C;
            """,
        ]);
        Compilation generated = Generate(compilation, out int models);

        Assert.Equal(3, models);
        foreach (INamedTypeSymbol type in new[] { "A", "B", "C" }.Select(name => generated.GetTypeByMetadataName(name)!))
        {
            string[] free = type.GetMembers()
                .Where(m => !m.IsImplicitlyDeclared && m is not IMethodSymbol { MethodKind: not MethodKind.Ordinary })
                .Where(m => m.Kind == SymbolKind.Method ? !GeneratedMembers.IsReservedMethod(m.Name) : !GeneratedMembers.IsReserved(m.Name))
                .Select(m => m.Name)
                .Distinct()
                .ToArray();
            Assert.True(free.Length == 0, string.Join(", ", free));
        }
    }

    private static string Draw(Random random, int index)
    {
        var text = new StringBuilder();
        // Names that are keywords are the generator's to escape.
        string name = random.Next(8) switch { 0 => "@event", 1 => "@record", 2 => "Trainer", _ => "M" };
        text.Append($"namespace N{index}{(random.Next(4) == 0 ? ".@class.@partial" : "")};\n");
        text.Append($"[Model({string.Join(", ", Arguments(random))})]\n");
        for (int layer = random.Next(4); layer >= 0; layer--)
        {
            text.Append($"[{Layer(random)}]\n");
        }

        if (random.Next(3) == 0)
        {
            text.Append($"[Loss((LossKind){random.Next(-1, 10)}{(random.Next(3) == 0 ? ", Output = \"dense\"" : "")})]\n");
        }

        string type = Any(random, s_classes).Replace("$", name, StringComparison.Ordinal);
        return text.Append($"{type} {{ {Any(random, s_members)} }}").ToString();
    }

    private static IEnumerable<string> Arguments(Random random)
    {
        if (random.Next(5) > 0)
        {
            yield return $"Features = {Size(random)}";
        }

        if (random.Next(5) > 0)
        {
            yield return $"MaxTimesteps = {Size(random)}";
        }

        if (random.Next(4) == 0)
        {
            yield return $"Timesteps = {Size(random)}";
        }

        if (random.Next(4) == 0)
        {
            yield return "Streaming = true";
        }

        if (random.Next(4) == 0)
        {
            yield return $"Initializers = (InitializerPreset){random.Next(-1, 4)}";
        }
    }

    private static string Layer(Random random)
    {
        string name = Any(random, s_names);
        string suffix = (name.Length == 0 ? "" : $", Name = \"{name}\"") + (random.Next(4) == 0 ? $", From = \"{Sources(random)}\"" : "") + (random.Next(6) == 0 ? ", Output = true" : "");
        return random.Next(20) switch
        {
            16 => $"RepeatVector({Any(random, ["5", "7", "0"])}{suffix})",
            17 => $"Activation({Any(random, ["Activation.Tanh", "Activation.Softmax", "(Activation)99"])}{suffix})",
            18 or 19 => $"{Any(random, ["Flatten", "LastTimestep"])}(From = \"{Sources(random)}\")",
            15 => $"BatchNormalization(Momentum = {Any(random, ["0.9", "0", "1", "-0.1", "double.NaN"])}{suffix})",
            14 => $"Masking({Any(random, ["", "0", "-1.5", "double.NaN"])})",
            13 => name.Length == 0 ? "GlobalMaxPooling1D" : $"GlobalAveragePooling1D(Name = \"{name}\")",
            12 => $"LayerNormalization(Epsilon = {Any(random, ["0.001", "1e-9", "0", "double.NaN"])}{suffix})",
            10 or 11 => $"{Any(random, ["Add", "Concatenate", "Multiply"])}(From = \"{Sources(random)}\")",
            0 => name.Length == 0 ? "Bidirectional" : $"Bidirectional(Name = \"{name}\", Merge = (MergeMode){random.Next(5)})",
            1 => $"Embedding({Size(random)}, {Size(random)}{suffix})",
            2 or 3 => $"Dense({Size(random)}, Activation = (Activation){random.Next(-1, 22)}{suffix})",
            4 => $"Dropout({Any(random, ["0.5", "0", "1", "double.NaN", "-0.1"])}{suffix})",
            5 => $"Bidirectional, {Any(random, ["Lstm", "Gru", "SimpleRnn"])}({Size(random)}, ReturnSequences = true)",
            6 => $"Gru({Size(random)}, ReturnSequences = true, ResetAfter = {(random.Next(2) > 0 ? "true" : "false")}, UseBias = {(random.Next(2) > 0 ? "true" : "false")}{suffix})",
            _ => $"Lstm({Size(random)}, ReturnSequences = {(random.Next(3) > 0 ? "true" : "false")}, GoBackwards = {(random.Next(4) == 0 ? "true" : "false")}, Activation = (Activation){random.Next(1, 22)}, ActivationAlpha = {Any(random, ["0.5", "-1", "double.NaN"])}, {Any(random, ["Clip = 2", "Clip = -1", "OutputActivation = Activation.Softsign", "OutputActivation = (Activation)40", "LayerNorm = true", "LayerNormEpsilon = 1"])}, Peepholes = {(random.Next(2) > 0 ? "true" : "false")}, CellClip = {Any(random, ["3", "0", "double.NaN", "1e300"])}, {Any(random, ["Projection = 3", "ProjectionClip = 2", "Projection = 2, ProjectionClip = 1", "Projection = -1"])}{suffix})",
        };
    }

    /// <summary>Names for From, of layers that there may be.</summary>
    private static string Sources(Random random)
        => string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, ["input", "lstm", "dense", "gru", "lstm_1", "embedding", "add", ""])));

    /// <summary>Mostly a size that is possible, so that some models have no error at all.</summary>
    private static string Size(Random random) => (random.Next(6) > 0 ? s_sizes[random.Next(6)] : Any(random, s_sizes)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static T Any<T>(Random random, T[] items) => items[random.Next(items.Length)];

    private static CSharpCompilation Compile(IEnumerable<string> sources)
    {
        CSharpParseOptions options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14);
        return CSharpCompilation.Create(
            "Test",
            sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, options, $"{i}.cs")).Append(CSharpSyntaxTree.ParseText("global using ModelGen;", options, "Usings.cs")),
            Verify.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static Compilation Generate(CSharpCompilation compilation, out int models)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options);
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.True(result.Exception is null, result.Exception?.ToString());
        Assert.Empty(diagnostics);
        models = result.GeneratedSources.Count(s => s.HintName.Contains("Kernels", StringComparison.Ordinal));
        return generated;
    }

    private static string[] ErrorsIn(Compilation compilation, Func<SyntaxTree, bool> filter) => compilation.GetDiagnostics()
        .Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree is { } tree && filter(tree))
        .Select(d => d.ToString())
        .ToArray();
}
