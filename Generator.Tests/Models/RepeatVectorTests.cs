using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>[RepeatVector(n)] where n is not the input's number of timesteps, or rows have lengths of their own (0 among them) and masks.</summary>
public sealed class RepeatVectorTests
{
    private static readonly int[] s_lengths = [7, 0, 3, 7, 1, 6, 5, 2, 7, 4, 0, 6, 7];

    private static readonly ModelDescription[] s_descriptions =
    [
        new ModelBuilder("Shorter", features: 3, maxTimesteps: 7)
            .Lstm(6)
            .RepeatVector(timesteps: 4)
            .Lstm(5, returnSequences: true)
            .Dense(2)
            .Build(LossKind.MeanSquaredError),
        new ModelBuilder("Longer", features: 0, maxTimesteps: 7)
            .Embedding(9, 4, maskZero: true)
            .Bidirectional(5, MergeMode.Concat, returnSequences: true, cell: Cell.Gru)
            .Gru(6, goBackwards: true)
            .RepeatVector("copies", 11)
            .Bidirectional(3, MergeMode.Sum, returnSequences: true, cell: Cell.SimpleRnn)
            .Gru(7, returnSequences: true, goBackwards: true, resetAfter: false)
            .Dense(4)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true),
        new ModelBuilder("Normalized", features: 3, maxTimesteps: 7)
            .Masking(0.5f)
            .Lstm(6, returnSequences: true, goBackwards: true).Activity(0.01, 0.02)
            .BatchNormalization()
            .Pool(PoolingKind.Average)
            .Dense(7, Activation.Tanh)
            .RepeatVector(timesteps: 3)
            .BatchNormalization()
            .Recurrent(Cell.SimpleRnn, 4, returnSequences: true).Activity(0.03, 0.01)
            .LayerNormalization()
            .BatchNormalization()
            .Dense(3)
            .Build(LossKind.MeanSquaredError),
        new ModelBuilder("Rows", features: 5, maxTimesteps: 7)
            .Gru(5, name: "state")
            .RepeatVector(timesteps: 6)
            .Lstm(4, name: "decoded")
            .From("state", "decoded").Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true),
        new ModelBuilder("Twice", features: 3, maxTimesteps: 7)
            .Lstm(5, returnSequences: true, name: "first")
            .From("first", "input").Gru(6, name: "state")
            .RepeatVector("few", timesteps: 3)
            .Lstm(4)
            .RepeatVector("many", timesteps: 9)
            .Gru(6, returnSequences: true, name: "steps").AsOutput(new OutputLoss(LossKind.MeanSquaredError, FromLogits: false, 0.5))
            .From("many", "steps").Dense(2).AsOutput(new OutputLoss(LossKind.SparseCategoricalCrossentropy, FromLogits: true, 2))
            .Build(),
        new ModelBuilder("Flat", features: 3, maxTimesteps: 7)
            .Input(2, "left").Input(1, "right")
            .From("left", "right").Pool(PoolingKind.Max)
            .RepeatVector(timesteps: 5)
            .Recurrent(Cell.SimpleRnn, 4, returnSequences: true)
            .Flatten()
            .Dense(3)
            .Build(LossKind.MeanSquaredError),
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, CompiledModel>> s_models = new(() => TestModelFactory.Compile(s_descriptions));

    /// <summary>The same models, whose training keeps the gates of at most 8 timesteps.</summary>
    private static readonly Lazy<Assembly> s_recomputing = new(() => TestModelFactory.CompileAssembly(
        ModelSource.Write(s_descriptions).Replace("[Model(", "[Model(RecomputeActivations = true, ", StringComparison.Ordinal)));

    public static TheoryData<string> Names => [.. s_descriptions.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryModeHasTheReferencesOutputsAndTheSameBits(string name)
    {
        (CompiledModel model, _, ModelWeights weights, TestBatch batch) = Draw(name);
        Assert.False(model.IsCausal);
        Assert.Equal(s_descriptions.Single(d => d.Name == name).Layers.OfType<RepeatVectorDescription>().Last().Timesteps, model.Shape.OutputTimesteps);
        Assert.Equal(s_descriptions.Single(d => d.Name == name).Layers.AsEnumerable(), model.Description.Layers);
        (float[] expected, float[] states) = Run(null, batchSize: 1, threads: 1);
        (double[] outputs, double[] finalStates) = batch.Reference();
        Assert.Equal(outputs.Length, expected.Length);
        Assert.All(outputs.Zip(expected), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        Assert.All(finalStates.Zip(states), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            foreach ((int batchSize, int threads) in new[] { (1, 1), (5, 1), (32, 1), (3, 3) })
            {
                (float[] y, float[] final) = Run(set, batchSize, threads);
                BitIdentityTests.AssertSameBits(expected, y, $"{name}: batch size {batchSize}, {threads} threads on {set}");
                BitIdentityTests.AssertSameBits(states, final, $"{name}: states, batch size {batchSize}, {threads} threads on {set}");
            }
        }

        ModelInstance one = model.Instantiate(weights);
        for (int row = 0; row < batch.Count; row++)
        {
            var y = new float[batch.OutputsPerRow];
            ModelState state = model.CreateState(batch.InitialState(row));
            one.Predict(null, batch.Row(row), y, state);
            BitIdentityTests.AssertSameBits(expected.AsSpan(row * y.Length, y.Length), y, $"{name}: row {row}");
            long before = GC.GetAllocatedBytesForCurrentThread();
            one.Predict(null, batch.Row(row), y);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }

        (float[] Outputs, float[] States) Run(InstructionSet? set, int batchSize, int threads)
        {
            var y = new float[batch.Count * batch.OutputsPerRow];
            Array.Fill(y, float.NaN);
            ModelState[] rows = [.. Enumerable.Range(0, batch.Count).Select(row => model.CreateState(batch.InitialState(row)))];
            model.Instantiate(weights, batchSize, threads).Predict(set, batch.X, batch.Lengths, y, rows);
            var final = new float[batch.Count * batch.StateLength];
            for (int row = 0; row < rows.Length; row++)
            {
                rows[row].CopyTo(final.AsSpan(row * batch.StateLength, batch.StateLength));
            }

            return (y, final);
        }
    }

    public static TheoryData<string, bool> Training
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (ModelDescription description in s_descriptions)
            {
                data.Add(description.Name, false);
                data.Add(description.Name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Training))]
    public void GradientsAreTheReferencesOnAnyNumberOfThreads(string name, bool recomputes)
    {
        (CompiledModel model, ReferenceNetwork reference, ModelWeights weights, TestBatch batch) = Draw(name);
        if (recomputes)
        {
            model = CompiledModel.Create(s_recomputing.Value.GetTypes().Single(t => t.Name == name));
            ModelWeights own = model.CreateWeights();
            foreach (string tensor in own.TensorNames)
            {
                own.CopyFrom(tensor, weights.ToArray(tensor));
            }

            weights = own;
        }

        foreach (ulong? key in new ulong?[] { null, 3 })
        {
            ReferenceGradients expected = reference.Gradients(batch.Examples, training: key is not null);
            using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 20);
            ModelGradients actual = trainer.ComputeGradients(batch, key);
            Assert.Equal(expected.Loss, actual.Loss, 1e-5 * expected.Loss);
            foreach ((string tensor, double[] gradient) in expected.Weights)
            {
                AssertClose(gradient, actual.Tensors[tensor]);
            }

            AssertClose([.. expected.InitialStates.SelectMany(s => s)], actual.InitialStates);
            if (actual.Inputs is { } inputs)
            {
                var all = new double[inputs.Length];
                for (int row = 0; row < batch.Count; row++)
                {
                    expected.Inputs[row].SelectMany(x => x).ToArray().CopyTo(all, row * batch.InputsPerRow);
                }

                AssertClose(all, inputs);
            }

            using TrainerInstance other = model.CreateTrainer(weights, batchSize: 20, threads: 3, set: InstructionSet.Vector128);
            ModelGradients same = other.ComputeGradients(batch, key);
            Assert.All(actual.Tensors, tensor => BitIdentityTests.AssertSameBits(tensor.Value, same.Tensors[tensor.Key], $"{name}: {tensor.Key}"));
        }

        static void AssertClose(double[] expected, float[] actual)
        {
            double scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, (2e-5 * scale) + 3e-8));
        }
    }

    /// <summary>An encoder, and a decoder that is given the encoder's output at each of n timesteps, are the model.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public void AnEncoderAndADecoderGiveTheSameBits(int n)
    {
        Assembly assembly = TestModelFactory.CompileAssembly(
            $$"""
            using ModelGen;

            namespace Halves;

            /// <summary>Both.</summary>
            [Model(Features = 3, MaxTimesteps = 7)] [Lstm(6, Name = "read")] [RepeatVector({{n}})] [Bidirectional(Name = "write")] [Gru(5, ReturnSequences = true)] [Dense(2)]
            public sealed partial class Whole;

            /// <summary>Above.</summary>
            [Model(Features = 3, MaxTimesteps = 7)] [Lstm(6, Name = "read")]
            public sealed partial class Reader;

            /// <summary>Below.</summary>
            [Model(Features = 6, MaxTimesteps = {{n}})] [Bidirectional(Name = "write")] [Gru(5, ReturnSequences = true)] [Dense(2)]
            public sealed partial class Writer;
            """);
        CompiledModel[] models = [.. new[] { "Whole", "Reader", "Writer" }.Select(name => CompiledModel.Create(assembly.GetType($"Halves.{name}")!))];
        ModelWeights[] weights = [.. models.Select(m => m.CreateWeights(seed: 5))];
        for (int half = 1; half < models.Length; half++)
        {
            foreach (string tensor in weights[half].TensorNames)
            {
                weights[half].CopyFrom(tensor, weights[0].ToArray(tensor));
            }
        }

        float[] x = RandomModels.Floats(new Random(4), s_lengths.Length * 7 * 3, 1);
        var y = new float[s_lengths.Length * n * 2];
        models[0].Instantiate(weights[0], batchSize: 4).Predict(null, new ModelInput(x), s_lengths, y);
        var read = new float[s_lengths.Length * 6];
        models[1].Instantiate(weights[1], batchSize: 4).Predict(null, new ModelInput(x), s_lengths, read);
        float[] repeated = [.. read.Chunk(6).SelectMany(row => Enumerable.Repeat(row, n)).SelectMany(row => row)];
        var expected = new float[y.Length];
        models[2].Instantiate(weights[2], batchSize: 4).Predict(null, new ModelInput(repeated), [.. Enumerable.Repeat(n, s_lengths.Length)], expected);
        BitIdentityTests.AssertSameBits(expected, y, $"n = {n}");
    }

    /// <summary>n = T, but some timesteps of the input are masked: none of the outputs is.</summary>
    [Fact]
    public void AsManyTimestepsAsAMaskedInput()
    {
        ModelDescription description = new ModelBuilder("Restored", features: 3, maxTimesteps: 5)
            .Masking()
            .Gru(4)
            .RepeatVector()
            .Lstm(6, returnSequences: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
        Assembly assembly = TestModelFactory.CompileAssembly(ModelSource.Write([description]).Replace("MaxTimesteps = ", "Timesteps = ", StringComparison.Ordinal));
        CompiledModel model = CompiledModel.Create(assembly.GetTypes().Single(t => t.Name == "Restored"));
        Assert.Equal(5, model.Shape.OutputTimesteps);
        var random = new Random(6);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        ModelWeights weights = model.CreateWeights(values);
        var batch = new TestBatch(random, RandomModels.Reference(description, values), [5, 5, 5, 5, 5, 5], timesteps: 5);
        var y = new float[batch.Count * batch.OutputsPerRow];
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(row => model.CreateState(batch.InitialState(row)))];
        model.Instantiate(weights, batchSize: 4).Predict(null, batch.X, batch.Lengths, y, states);
        Assert.All(batch.Reference().Outputs.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 6);
        double expected = RandomModels.Reference(description, values).Gradients(batch.Examples).Loss;
        Assert.Equal(expected, trainer.ComputeGradients(batch).Loss, 1e-5 * expected);
    }

    [Fact]
    public void OutputsOfAnotherLengthAreNamed()
    {
        (CompiledModel model, _, ModelWeights weights, _) = Draw("Shorter");
        ModelInstance instance = model.Instantiate(weights, batchSize: 2);
        Says("Shorter: the output is [4, Outputs] = [4, 2], 8 floats; the span has 14. (Parameter 'y')", () => instance.Predict(null, new ModelInput(new float[21]), new float[14]));
        Says("Shorter: the output is [B, 4, Outputs] = [2, 4, 2], 16 floats; the span has 28. (Parameter 'y')", () => instance.Predict(null, new ModelInput(new float[42]), [7, 2], new float[28]));
        static void Says(string message, Action action) => Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
    }

    [Fact]
    public void PrecisionIsMeasuredOverTheTimestepsMade()
    {
        (CompiledModel model, _, ModelWeights weights, TestBatch batch) = Draw("Longer");
        PrecisionReport report = model.MeasurePrecision(weights, batch.X, batch.Lengths);
        Assert.Equal(batch.Count * 11 * 4, report.Values);
        Assert.InRange(report.GreatestError, 0, 2e-6);
    }

    private static (CompiledModel Model, ReferenceNetwork Reference, ModelWeights Weights, TestBatch Batch) Draw(string name)
    {
        ModelDescription description = s_descriptions.Single(d => d.Name == name);
        var random = new Random(12);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        ReferenceNetwork reference = RandomModels.Reference(description, values);
        return (s_models.Value[name], reference, s_models.Value[name].CreateWeights(values), new TestBatch(random, reference, [.. s_lengths], timesteps: 7));
    }
}
