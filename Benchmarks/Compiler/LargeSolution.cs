using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelGen.Benchmarks.Compiler;

/// <summary>A made-up program of 50 models and 20,000 lines: for each model a file that uses it in every way, among code that has nothing to do with models.</summary>
internal static class LargeSolution
{
    public const int Models = 50;
    private const int LinesPerFile = 380;

    /// <summary>The framework and the library.</summary>
    public static MetadataReference[] References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || path == typeof(ModelAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Create() => CSharpCompilation.Create(
        "Solution",
        Enumerable.Range(0, Models).SelectMany(i => new[] { ($"Model{i}.cs", Model(i, 0)), ($"Use{i}.cs", Use(i, 0)) })
            .Select(file => CSharpSyntaxTree.ParseText(file.Item2, new CSharpParseOptions(LanguageVersion.Latest), file.Item1)),
        References,
        // On one thread: else an analyzer's time is also that of the compiler beside it.
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A file after the <paramref name="turn"/>-th keystroke in one of its methods.</summary>
    public static (string Path, string Text) EditedMethod(int turn) => ($"Use{turn % Models}.cs", Use(turn % Models, turn + 1));

    /// <summary>A model after one of its sizes has been changed.</summary>
    public static (string Path, string Text) EditedModel(int turn) => ($"Model{turn % Models}.cs", Model(turn % Models, 1 + (turn % 7)));

    // Three kinds in turn: sequences in both directions, streams, ids.
    private static string Model(int i, int turn) => (i % 3) switch
    {
        0 => $$"""
            using ModelGen;

            namespace Solution.Models;

            /// <summary>Reads sequences from their beginning.</summary>
            [Model(Features = {{3 + i}}, MaxTimesteps = 40)]
            [Lstm({{8 + i + turn}}, ReturnSequences = true)]
            [Dropout(0.1)]
            [Lstm({{12 + i}}, ReturnSequences = true)]
            public sealed partial class Model{{i}};

            /// <summary>Reads them from their end.</summary>
            [Model(Features = {{3 + i}}, MaxTimesteps = 40)]
            [Gru({{12 + i}}, ReturnSequences = true, GoBackwards = true)]
            public sealed partial class Back{{i}};
            """,
        1 => $$"""
            using ModelGen;

            namespace Solution.Models;

            [Model(Features = {{2 + i}}, Streaming = true)]
            [Gru({{16 + i + turn}}, ReturnSequences = true, Name = "memory")]
            [Dense({{4 + (i % 5)}}, Activation = Activation.Tanh)]
            public sealed partial class Model{{i}};
            """,
        _ => $$"""
            using ModelGen;

            namespace Solution.Models;

            [Model(MaxTimesteps = 30)]
            [Embedding({{100 + i}}, 24, MaskZero = true)]
            [Bidirectional]
            [Lstm({{10 + i + turn}}, ReturnSequences = true)]
            [GlobalMaxPooling1D]
            [Dense({{5 + i}})]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
            public sealed partial class Model{{i}};
            """,
    };

    private static string Use(int i, int turn)
    {
        var text = new StringBuilder();
        text.Append($$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using ModelGen;
            using Solution.Models;

            namespace Solution.Services;

            public sealed class Service{{i}}
            {
                private readonly Model{{i}} _model = new(Model{{i}}.Weights.Create({{i}}));
                private readonly List<double> _history = new();
                private int _calls;

            """);
        text.Append((i % 3) switch
        {
            0 => $$"""

                    private readonly Back{{i}} _back = new(Back{{i}}.Weights.Create(7));

                    public float[] Merge(float[] x, int timesteps)
                    {
                        const int Units = Model{{i}}.Outputs;
                        float[] onward = new float[timesteps * Units];
                        float[] back = new float[timesteps * Back{{i}}.Outputs];
                        _model.Predict(x, onward);
                        _back.Predict(x, back);
                        Sequence.Reverse<float>(back, axis: 0, shape: [timesteps, Back{{i}}.Outputs]);
                        float[] both = new float[onward.Length + back.Length];
                        for (int t = 0; t < timesteps; t++)
                        {
                            onward.AsSpan(t * Units, Units).CopyTo(both.AsSpan(2 * t * Units));
                            back.AsSpan(t * Units, Units).CopyTo(both.AsSpan((2 * t * Units) + Units));
                        }

                        _calls += {{turn}};
                        return both;
                    }
                """,
            1 => $$"""

                    public float Follow(IEnumerable<float[]> frames, float[] y)
                    {
                        _model.ResetState();
                        float sum = {{turn}};
                        foreach (float[] frame in frames)
                        {
                            _model.Step(frame, y);
                            sum += y[0];
                        }

                        _calls++;
                        return sum;
                    }
                """,
            _ => $$"""

                    public double Train(int[][] texts, int[] classes)
                    {
                        PaddedSequences<int> rows = Sequence.Pad(texts, PadSide.Post, timesteps: 30);
                        var data = new SequenceDataset<int>(rows.Values, rows.Count, rows.Timesteps, classes, rows.Lengths);
                        using var trainer = new Model{{i}}.Trainer(Model{{i}}.Weights.Create(3), new Adam(1e-3f));
                        TrainingHistory history = trainer.Fit(data, epochs: {{1 + turn}});
                        float[] y = new float[rows.Count * Model{{i}}.Outputs];
                        _model.Predict(rows.Values.AsSpan(0, 30), y.AsSpan(0, Model{{i}}.Outputs));
                        _history.Add(y[0]);
                        return history.Epochs[0].Loss;
                    }
                """,
        });
        int method = 0;
        while (text.ToString().Count(c => c == '\n') < LinesPerFile)
        {
            text.Append(Ordinary(i, method++));
        }

        return text.Append("\n}\n").ToString();
    }

    // What most of a program is.
    private static string Ordinary(int i, int method) => $$"""


            public double Compute{{method}}(IReadOnlyList<double> values, string name)
            {
                double best = double.MinValue;
                int at = -1;
                for (int k = 0; k < values.Count; k++)
                {
                    double value = values[k] * ({{i}} + k) / (1 + Math.Abs(values[k]));
                    if (value > best)
                    {
                        best = value;
                        at = k;
                    }
                }

                switch (name.Length % 4)
                {
                    case 0:
                        _history.Add(best);
                        break;
                    case 1 when at > 3:
                        _history.RemoveAll(h => h < best);
                        break;
                    default:
                        _calls += at;
                        break;
                }

                var groups = values.Where(v => v > 0).GroupBy(v => (int)v % 7).ToDictionary(g => g.Key, g => g.Sum());
                return groups.Values.DefaultIfEmpty(best).Max() + _history.Count + _calls;
            }
        """;
}
