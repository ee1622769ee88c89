using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Declaration;

namespace ModelGen.Generator.Emit;

/// <summary>
/// What a class with a wrong declaration gets: the members that user code names, so that the one helpful error of the
/// analyzer does not drown in errors about missing members.
/// </summary>
internal static class SkeletonEmitter
{
    /// <summary>The text, or nothing where a partial declaration could not compile at all.</summary>
    public static string Emit(ModelDeclaration declaration)
    {
        TypeDeclaration type = declaration.Type;
        if (!DeclarationRules.CanBeExtended(declaration))
        {
            return string.Empty;
        }

        string input = declaration.Layers.Count > 0 && declaration.Layers[0] is EmbeddingDeclaration ? "int" : "float";
        return ModelEmitter.InModel(declaration, isKernelFile: false, writer => writer.Write($$"""
            // The declaration has errors; see the diagnostics on the class. These members let the rest of the program compile.
            private const string _declarationErrors = "The declaration of this model has errors; see the build's diagnostics.";

            public static ModelState CreateState() => throw new InvalidOperationException(_declarationErrors);

            public {{ModelEmitter.Escape(type.Name)}}(Weights weights, int batchSize = 1, int threads = 1) => throw new InvalidOperationException(_declarationErrors);

            public ModelState State => throw new InvalidOperationException(_declarationErrors);

            public void ResetState() => throw new InvalidOperationException(_declarationErrors);

            public void Predict(ReadOnlySpan<{{input}}> x, Span<float> y) => throw new InvalidOperationException(_declarationErrors);

            public void Predict(ReadOnlySpan<{{input}}> x, Span<float> y, ModelState state) => throw new InvalidOperationException(_declarationErrors);

            public void Predict(ReadOnlySpan<{{input}}> x, ReadOnlySpan<int> lengths, Span<float> y) => throw new InvalidOperationException(_declarationErrors);

            public void Predict(ReadOnlySpan<{{input}}> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states) => throw new InvalidOperationException(_declarationErrors);

            public void Step(ReadOnlySpan<{{input}}> x, Span<float> y) => throw new InvalidOperationException(_declarationErrors);

            public void Step(ModelState state, ReadOnlySpan<{{input}}> x, Span<float> y) => throw new InvalidOperationException(_declarationErrors);{{NamedOutputs(declaration, input)}}

            public static PrecisionReport MeasurePrecision(Weights weights, ReadOnlySpan<{{input}}> x, ReadOnlySpan<int> lengths) => throw new InvalidOperationException(_declarationErrors);

            public const int Features = 0;

            public const int MaxTimesteps = 0;

            public const int Outputs = 0;

            public const int ParameterCount = 0;

            public static ModelShape Shape => throw new InvalidOperationException(_declarationErrors);

            public static string Summary => _declarationErrors;

            public static ModelDescription Description => throw new InvalidOperationException(_declarationErrors);

            public sealed class Weights : ModelWeights
            {
                private Weights()
                    : base(new WeightLayout(_declarationErrors, 0, ImmutableArray<TensorLayout>.Empty))
                {
                }

                public static Weights Create(ulong seed = 0) => throw new InvalidOperationException(_declarationErrors);

                public static Weights Load(string path) => throw new InvalidOperationException(_declarationErrors);

                public static Weights Load(global::System.IO.Stream source) => throw new InvalidOperationException(_declarationErrors);
            }

            public sealed class Crowd : ModelCrowd<{{input}}>
            {
                public Crowd(Weights weights, int agents, int? capacity = null, int threads = 1)
                    : base(null!, null, null!, null!, agents, capacity, threads)
                {
                }
            }

            public sealed class Trainer : ModelTrainer<{{input}}>
            {
                public Trainer(Weights weights, Optimizer optimizer, int batchSize = 32, TrainerOptions? options = null)
                    : base(weights, null!, null!, default, false, optimizer, batchSize, options)
                {
                }

                protected override string Declaration => throw new InvalidOperationException(_declarationErrors);

                protected override TrainingShard CreateShard(int rows) => throw new InvalidOperationException(_declarationErrors);

                protected override void PrepareStep() => throw new InvalidOperationException(_declarationErrors);

                protected override void Forward(TrainingShard shard, TrainingBatch<{{input}}> batch, int firstRow, int rowCount, bool training) => throw new InvalidOperationException(_declarationErrors);

                protected override void Backward(TrainingShard shard, TrainingBatch<{{input}}> batch, int firstRow, int rowCount) => throw new InvalidOperationException(_declarationErrors);
            }
            """));
    }

    /// <summary>The members of a model with several outputs; their names may be wrong.</summary>
    private static string NamedOutputs(ModelDeclaration declaration, string input)
    {
        string[] names = LayerNames.Assign(declaration.Layers);
        string[] outputs = Enumerable.Range(0, names.Length).Where(i => declaration.Layers[i].IsOutput || (i == LayerNames.Computing(declaration.Layers, names.Length - 1) && !LayerNames.IsOwnBackward(declaration.Layers, i)))
            .SelectMany(i => declaration.Layers[i] is BidirectionalDeclaration { Merge: MergeMode.None } || LayerNames.IsSplit(declaration.Layers, i) ? new[] { names[i] + ".forward", names[i] + ".backward" } : new[] { names[i] })
            .ToArray();
        int inputs = declaration.Inputs.Count();
        if (outputs.Length < 2 && inputs < 2)
        {
            return string.Empty;
        }

        string x = inputs < 2 ? $"ReadOnlySpan<{input}> x" : string.Join(", ", Enumerable.Range(0, inputs).Select(i => $"ReadOnlySpan<float> x{i}"));
        string spans = string.Join(", ", outputs.Select((_, i) => $"Span<float> y{i}"));
        (string state, string states) = outputs.Length < 2 ? ($"{spans}, ModelState state", $"{spans}, ReadOnlySpan<ModelState> states") : ($"ModelState state, {spans}", $"ReadOnlySpan<ModelState> states, {spans}");
        const string Throw = "=> throw new InvalidOperationException(_declarationErrors);";
        return $$"""


            public void Predict({{x}}, {{spans}}) {{Throw}}

            public void Predict({{x}}, {{state}}) {{Throw}}

            public void Predict({{x}}, ReadOnlySpan<int> lengths, {{spans}}) {{Throw}}

            public void Predict({{x}}, ReadOnlySpan<int> lengths, {{states}}) {{Throw}}

            public void Step({{x}}, {{spans}}) {{Throw}}

            public void Step(ModelState state, {{x}}, {{spans}}) {{Throw}}

            {{(inputs < 2 ? string.Empty : $"public static void JoinInputs({x}, Span<float> x) {Throw}")}}

            public static class InputColumns
            {
            {{Ranges(Enumerable.Range(0, names.Length).Where(i => declaration.Layers[i] is InputDeclaration).Select(i => names[i]), "InputColumns")}}
            }

            public static class OutputColumns
            {
            {{Ranges(outputs, "OutputColumns")}}
            }
            """;

        string Ranges(System.Collections.Generic.IEnumerable<string> of, string type) => string.Join("\n", of
            .Select(LayerNames.ToIdentifier).Where(SyntaxFacts.IsValidIdentifier).Distinct()
            .Select(name => $"public static Range {NamedSpansEmitter.Property(name, type)} {Throw}"));
    }
}
