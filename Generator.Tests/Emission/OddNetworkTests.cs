using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Emission;

/// <summary>Networks at the edge of what can be declared, forward and backward, against the double reference.</summary>
public sealed class OddNetworkTests
{
    private const double Tolerance = 1e-5;

    private static readonly ModelDescription[] s_models =
    [
        new ModelBuilder("DenseAlone", 5, 7).Dense(3, Activation.Softmax).Build(LossKind.SparseCategoricalCrossentropy),
        new ModelBuilder("EmbeddingAlone", 1, 6).Embedding(6, 3).Build(LossKind.MeanSquaredError),
        new ModelBuilder("EmbeddingAndDense", 1, 6).Embedding(6, 5, maskZero: true).Dense(9, Activation.Sigmoid).Build(LossKind.BinaryCrossentropy),
        new ModelBuilder("DropoutFirst", 3, 6).Dropout(0.5).Lstm(5, returnSequences: true).Dense(2).Build(LossKind.MeanSquaredError),
        new ModelBuilder("DropoutLast", 3, 6).Lstm(9).Dense(3).Dense(5, Activation.Sigmoid).Dropout(0.5).Build(LossKind.MeanSquaredError),
        new ModelBuilder("DenseTwice", 3, 6).Dense(3).Dense(5, Activation.Sigmoid).Build(LossKind.MeanSquaredError),

        // Under cross-entropy the inner product of softmax' derivative is 0; here it is not.
        new ModelBuilder("SoftmaxSquared", 3, 6).Lstm(5, returnSequences: true).Dense(4, Activation.Softmax).Build(LossKind.MeanSquaredError),
        new ModelBuilder("DenseAfterBackwards", 2, 6).Lstm(7, returnSequences: true, goBackwards: true).Dense(3, Activation.Tanh).Build(LossKind.MeanSquaredError),

        // An odd number of whole panels, and more columns.
        new ModelBuilder("OddPanels", 2, 5).Lstm(3, returnSequences: true).Dense(224, Activation.Tanh).Dense(240, Activation.Sigmoid).Dense(3).Build(LossKind.MeanSquaredError),

        // A wrapped layer that goes backwards leaves the merged outputs, and the mask, in that order.
        new ModelBuilder("BackwardsBothWays", 1, 6).Embedding(5, 3, maskZero: true).Bidirectional(3, MergeMode.Concat, returnSequences: true, goBackwards: true).Dense(2)
            .Build(LossKind.MeanSquaredError),
        new ModelBuilder("BackwardsProducts", 1, 6).Embedding(5, 3, maskZero: true).Bidirectional(9, MergeMode.Mul, returnSequences: true, goBackwards: true)
            .Bidirectional(2, MergeMode.Mul, goBackwards: true).Dense(3).Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true),
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, CompiledModel>> s_compiled = new(() => TestModelFactory.Compile(s_models));

    public static TheoryData<string> Names => [.. s_models.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAndGradientsMatchTheReference(string name)
    {
        (CompiledModel model, ReferenceNetwork reference, Dictionary<string, float[]> values) = Get(name);
        var batch = new TestBatch(new Random(5), reference, rows: 27);
        ModelWeights weights = model.CreateWeights(values);

        var outputs = new float[batch.Count * batch.OutputsPerRow];
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(row => model.CreateState(batch.InitialState(row)))];
        model.Instantiate(weights, batchSize: 24).Predict(null, batch.X, batch.Lengths, outputs, states);
        AssertClose(batch.Reference().Outputs, outputs, "output");

        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 27);
        ModelGradients actual = trainer.ComputeGradients(batch);
        ReferenceGradients expected = reference.Gradients(batch.Examples);
        Assert.Equal(expected.Loss, actual.Loss, Math.Abs(expected.Loss) * Tolerance);
        Assert.All(expected.Weights, tensor => AssertClose(tensor.Value, actual.Tensors[tensor.Key], tensor.Key));
        AssertClose([.. expected.InitialStates.SelectMany(s => s)], actual.InitialStates, "initial states");
    }

    /// <summary>A trainer reuses its buffers, padding lanes too: what overflowed in one step must not be met by the next.</summary>
    [Theory]
    [InlineData("DropoutLast", 1)]
    [InlineData("DenseTwice", null)]
    public void AStepThatDivergedLeavesNothingBehind(string name, int? dropoutKey)
    {
        (CompiledModel model, ReferenceNetwork reference, Dictionary<string, float[]> values) = Get(name);
        var batch = new TestBatch(new Random(5), reference, rows: 9);
        ModelWeights weights = model.CreateWeights(values);
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 9);
        ModelGradients before = trainer.ComputeGradients(batch, (ulong?)dropoutKey);

        // The first dense layer overflows, the second one multiplies its padding's zeros by infinity.
        weights.CopyFrom("dense.kernel", Enumerable.Repeat(3e38f, weights.LengthOf("dense.kernel")).ToArray());
        weights.CopyFrom("dense.bias", Enumerable.Repeat(3e38f, weights.LengthOf("dense.bias")).ToArray());
        Assert.Throws<TrainingDivergedException>(() => trainer.ComputeGradients(batch, (ulong?)dropoutKey));

        weights.CopyFrom("dense.kernel", values["dense.kernel"]);
        weights.CopyFrom("dense.bias", values["dense.bias"]);
        ModelGradients after = trainer.ComputeGradients(batch, (ulong?)dropoutKey);
        Assert.Equal(before.Loss, after.Loss);
        Assert.All(before.Tensors, tensor => Assert.Equal(tensor.Value, after.Tensors[tensor.Key]));
    }

    private static (CompiledModel Model, ReferenceNetwork Reference, Dictionary<string, float[]> Values) Get(string name)
    {
        ModelDescription description = s_models.Single(m => m.Name == name);
        Dictionary<string, float[]> values = RandomModels.Weights(new Random(3), description);
        return (s_compiled.Value[name], RandomModels.Reference(description, values), values);
    }

    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * scale, $"{what}[{i}]: reference {expected[i]:R}, emitted {actual[i]:R}");
        }
    }
}
