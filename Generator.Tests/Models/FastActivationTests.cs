using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>Models with <c>[Model(FastActivations = true)]</c>.</summary>
public sealed class FastActivationTests
{
    private const int Rows = 9;

    private static readonly ModelDescription[] s_models =
    [
        new ModelBuilder("Small", features: 5, maxTimesteps: 7).Lstm(8, returnSequences: true).Dense(3, Activation.Sigmoid).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Wide", features: 9, maxTimesteps: 6).Lstm(33, returnSequences: true).Lstm(16).Dense(17, Activation.Tanh).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Both", features: 4, maxTimesteps: 7).Bidirectional(12, MergeMode.Concat, returnSequences: true).Dense(4).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Gated", features: 4, maxTimesteps: 7).Gru(20, returnSequences: true).Gru(9, resetAfter: false, returnSequences: true).Dense(3).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Other", features: 6, maxTimesteps: 5).Lstm(11, recurrentActivation: Activation.HardSigmoid).Dense(5).Build(LossKind.MeanSquaredError),
    ];

    private static readonly Lazy<Dictionary<string, CompiledModel>> s_compiled = new(() =>
    {
        Assembly assembly = TestModelFactory.CompileAssembly(ModelSource.Write(s_models).Replace("[Model(", "[Model(FastActivations = true, ", StringComparison.Ordinal));
        return s_models.ToDictionary(m => m.Name, m => CompiledModel.Create(assembly.GetType($"{ModelSource.Namespace}.{m.Name}", throwOnError: true)!));
    });

    public static TheoryData<string> Names => [.. s_models.Select(m => m.Name)];

    /// <summary>Close to the exact functions' outputs, as the documented errors allow, and visibly not theirs.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAreCoarse(string name)
    {
        (CompiledModel model, ModelWeights weights, ReferenceNetwork reference, TestBatch batch) = Draw(name);
        float[] outputs = Predict(model, weights, batch, null, Rows);
        double greatest = 0;
        for (int row = 0; row < Rows; row++)
        {
            double[] expected = [.. reference.Forward(batch.Rows[row]).Outputs.SelectMany(y => y)];
            for (int i = 0; i < expected.Length; i++)
            {
                greatest = Math.Max(greatest, Math.Abs(expected[i] - outputs[(row * batch.OutputsPerRow) + i]));
            }
        }

        Assert.InRange(greatest, 1e-6, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryTierAndModeReturnsTheSameBits(string name)
    {
        (CompiledModel model, ModelWeights weights, _, TestBatch batch) = Draw(name);
        float[] expected = Predict(model, weights, batch, null, batchSize: 1);
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            AssertSameBits(expected, Predict(model, weights, batch, set, batchSize: 1), $"{name} on {set}, one by one");
            AssertSameBits(expected, Predict(model, weights, batch, set, batchSize: Rows), $"{name} on {set}");
            ModelInstance instance = model.Instantiate(weights);
            for (int row = 0; row < Rows && model.IsCausal && model.Shape.ReturnsSequences; row++)
            {
                ModelState state = model.CreateState(batch.InitialState(row));
                for (int t = 0; t < batch.Lengths[row]; t++)
                {
                    var y = new float[model.Shape.Outputs];
                    instance.Step(set, state, batch.Timestep(row, t), y);
                    AssertSameBits(expected.AsSpan((row * batch.OutputsPerRow) + (t * y.Length), y.Length), y, $"{name} on {set}, step {t} of row {row}");
                }
            }
        }
    }

    /// <summary>What is trained is what runs: the training's forward pass has the bits of inference, and its gradient belongs to it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TrainingUsesTheSameForm(string name)
    {
        (CompiledModel model, ModelWeights weights, ReferenceNetwork reference, TestBatch batch) = Draw(name);
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: Rows);
        ModelGradients gradients = trainer.ComputeGradients(batch);
        AssertSameBits(Predict(model, weights, batch, null, Rows), gradients.Outputs, $"{name}: training's outputs");

        ReferenceGradients expected = reference.Gradients(batch.Examples);
        foreach ((string tensor, double[] exact) in expected.Weights)
        {
            double scale = exact.Max(Math.Abs);
            for (int i = 0; i < exact.Length; i++)
            {
                Assert.True(Math.Abs(exact[i] - gradients.Tensors[tensor][i]) <= 2e-3 * scale, $"{name}: {tensor}[{i}]: {gradients.Tensors[tensor][i]:R}, exact activations {exact[i]:R}");
            }
        }
    }

    private static (CompiledModel Model, ModelWeights Weights, ReferenceNetwork Reference, TestBatch Batch) Draw(string name)
    {
        ModelDescription description = s_models.Single(m => m.Name == name);
        var random = new Random(name.Length * 11);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        CompiledModel model = s_compiled.Value[name];
        ReferenceNetwork reference = RandomModels.Reference(description, values);
        return (model, model.CreateWeights(values), reference, new TestBatch(random, reference, RandomModels.Lengths(random, Rows, description.MaxTimesteps), description.MaxTimesteps));
    }

    private static float[] Predict(CompiledModel model, ModelWeights weights, TestBatch batch, InstructionSet? set, int batchSize)
    {
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(row => model.CreateState(batch.InitialState(row)))];
        model.Instantiate(weights, batchSize).Predict(set, batch.X, batch.Lengths, outputs, states);
        return outputs;
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i]), $"{what}[{i}]: {actual[i]:R} instead of {expected[i]:R}");
        }
    }
}
