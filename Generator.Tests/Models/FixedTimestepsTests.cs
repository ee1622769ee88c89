using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>[Flatten] and [RepeatVector] in models whose sequences all have one length, and what such a model says to other lengths.</summary>
public sealed class FixedTimestepsTests
{
    private const int Rows = 19;

    private static readonly ModelDescription[] s_descriptions =
    [
        new ModelBuilder("Flat", features: 3, maxTimesteps: 5)
            .Lstm(6, returnSequences: true, goBackwards: true)
            .Dense(9, Activation.Tanh)
            .Flatten()
            .Dense(4)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true),
        new ModelBuilder("FlatMasked", features: 0, maxTimesteps: 5)
            .Embedding(7, 3, maskZero: true)
            .Gru(8, returnSequences: true)
            .Flatten("all")
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true),
        new ModelBuilder("Autoencoder", features: 3, maxTimesteps: 5)
            .Lstm(6, returnSequences: true, goBackwards: true)
            .Gru(9)
            .RepeatVector("again")
            .From("again", "input").Bidirectional(4, MergeMode.Concat, returnSequences: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError),
        new ModelBuilder("InputFirst", features: 5, maxTimesteps: 5)
            .Flatten()
            .Dense(7, Activation.Relu)
            .RepeatVector()
            .BatchNormalization()
            .Recurrent(Cell.SimpleRnn, 4, returnSequences: true)
            .Build(LossKind.MeanSquaredError),
    ];

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        ModelSource.Write(s_descriptions).Replace("MaxTimesteps = ", "Timesteps = ", StringComparison.Ordinal)));

    public static TheoryData<string> Names => [.. s_descriptions.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryModeHasTheReferencesOutputsAndTheSameBits(string name)
    {
        (CompiledModel model, ReferenceNetwork reference, ModelWeights weights, TestBatch batch) = Draw(name);
        Assert.Equal(batch.Timesteps, model.Shape.FixedTimesteps);
        Assert.False(model.IsCausal);
        Assert.Equal(reference.Description.Layers.AsEnumerable(), model.Description.Layers);
        float[] expected = Run(null, batchSize: 1);
        (double[] outputs, _) = batch.Reference();
        Assert.Equal(outputs.Length, expected.Length);
        Assert.All(outputs.Zip(expected), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            foreach (int batchSize in new[] { 1, 5, 32 })
            {
                BitIdentityTests.AssertSameBits(expected, Run(set, batchSize), $"{name}: batch size {batchSize} on {set}");
            }
        }

        ModelInstance one = model.Instantiate(weights);
        var row = new float[batch.OutputsPerRow];
        one.Predict(null, batch.Row(1), row);
        BitIdentityTests.AssertSameBits(expected.AsSpan(batch.OutputsPerRow, batch.OutputsPerRow), row, $"{name}: one row");
        long before = GC.GetAllocatedBytesForCurrentThread();
        one.Predict(null, batch.Row(1), row);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        float[] Run(InstructionSet? set, int batchSize)
        {
            var y = new float[batch.Count * batch.OutputsPerRow];
            model.Instantiate(weights, batchSize).Predict(set, batch.X, batch.Lengths, y);
            return y;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreTheReferencesOnAnyNumberOfThreads(string name)
    {
        (CompiledModel model, ReferenceNetwork reference, ModelWeights weights, TestBatch batch) = Draw(name);
        foreach (ulong? key in new ulong?[] { null, 3 })
        {
            ReferenceGradients expected = reference.Gradients(batch.Examples, training: key is not null);
            using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 20);
            ModelGradients actual = trainer.ComputeGradients(batch, key);
            Assert.Equal(expected.Loss, actual.Loss, 1e-5 * expected.Loss);
            foreach ((string tensor, double[] gradient) in expected.Weights)
            {
                double scale = gradient.Max(Math.Abs);
                Assert.All(gradient.Zip(actual.Tensors[tensor]), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * scale));
            }

            if (actual.Inputs is { } inputs)
            {
                double[] gradient = [.. expected.Inputs.SelectMany(row => row).SelectMany(x => x)];
                Assert.All(gradient.Zip(inputs), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * gradient.Max(Math.Abs)));
            }

            using TrainerInstance other = model.CreateTrainer(weights, batchSize: 20, threads: 3, set: InstructionSet.Vector128);
            ModelGradients same = other.ComputeGradients(batch, key);
            Assert.All(actual.Tensors, tensor => BitIdentityTests.AssertSameBits(tensor.Value, same.Tensors[tensor.Key], $"{name}: {tensor.Key}"));
        }
    }

    /// <summary>A sequence of another length, alone, among others, and in training, changes nothing.</summary>
    [Fact]
    public void OtherLengths()
    {
        (CompiledModel model, _, ModelWeights weights, TestBatch batch) = Draw("Flat");
        ModelInstance instance = model.Instantiate(weights);
        float[] y = [7, 7, 7, 7];
        Says("Flat: the input has 4 timesteps; every sequence of this model has Timesteps = 5. (Parameter 'x')", () => instance.Predict(null, new ModelInput(new float[12]), y));
        Says("Flat: the input has 0 timesteps; every sequence of this model has Timesteps = 5. (Parameter 'x')", () => instance.Predict(null, new ModelInput(Array.Empty<float>()), y));
        Says("Flat: the input has 6 timesteps; every sequence of this model has Timesteps = 5. (Parameter 'x')", () => instance.Predict(null, new ModelInput(new float[18]), [1], y));
        Says("Flat: row 0 has length 4; every sequence of this model has Timesteps = 5. (Parameter 'lengths')", () => instance.Predict(null, new ModelInput(new float[15]), [4], y));
        Assert.Equal([7, 7, 7, 7], y);
        float[] before = weights.Packed.Span.ToArray();
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 20);
        batch.Lengths[2] = 3;
        Says("Flat: row 2 of x has 3 timesteps; every sequence of this model has Timesteps = 5. (Parameter 'x')", () => trainer.TrainOnBatch(batch));
        Assert.Equal(before, weights.Packed.Span.ToArray());

        static void Says(string message, Action action) => Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
    }

    private static (CompiledModel Model, ReferenceNetwork Reference, ModelWeights Weights, TestBatch Batch) Draw(string name)
    {
        ModelDescription description = s_descriptions.Single(d => d.Name == name);
        CompiledModel model = CompiledModel.Create(s_assembly.Value.GetTypes().Single(t => t.Name == name));
        var random = new Random(12);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        ModelWeights weights = model.CreateWeights();
        foreach ((string tensor, float[] floats) in values)
        {
            weights.CopyFrom(tensor, floats);
        }

        ReferenceNetwork reference = RandomModels.Reference(description, values);
        return (model, reference, weights, new TestBatch(random, reference, [.. Enumerable.Repeat(description.MaxTimesteps, Rows)], description.MaxTimesteps, stateScale: 0));
    }
}
