using System;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Sample weights of single timesteps: in loss, gradient and metrics, with lengths and masks; what does not count is poison.</summary>
public sealed class TimestepWeightsTests
{
    private const int Rows = 11, Timesteps = 6;

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Weighted;

        /// <summary>Classes; masks timesteps in the middle of rows.</summary>
        [Model(Features = 3, MaxTimesteps = 6)] [Masking(0.5)] [Bidirectional] [Lstm(5, ReturnSequences = true)] [Dense(4)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Classes;

        /// <summary>Values; outputs last timestep first.</summary>
        [Model(MaxTimesteps = 6)] [Embedding(7, 4, MaskZero = true)] [Gru(3, ReturnSequences = true, GoBackwards = true)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Backwards;
        """));

    private static readonly int[] s_lengths = [6, 4, 6, 0, 1, 6, 5, 6, 2, 3, 6];

    [Fact]
    public void GradientsAreCentralDifferences()
    {
        CompiledModel model = Model("Classes");
        using ModelTrainer<float> trainer = Trainer<float>(model);
        float[] x = TestRows.Features(Rows * Timesteps * 3, 5);
        x.AsSpan(2 * 3, 3).Fill(0.5f);
        int[] classes = TestRows.Integers(Rows * Timesteps, 4, 6);
        float[] weights = Weights(masked: (0, 2));
        ModelGradients gradients = trainer.ComputeGradients(x, s_lengths, classes, weights);
        var network = new ReferenceNetwork(model.Description, trainer.TrainedWeights);
        ReferenceExample[] batch = Weigh(trainer.ReferenceExamples(network, x, s_lengths, classes, targets: default), weights);
        Check(gradients, network, batch, features: 3);
        Assert.All(Enumerable.Range(6, 3), i => Assert.Equal(0f, gradients.Inputs![i]));
    }

    /// <summary>Weight t belongs to target t: in processing order, where outputs are.</summary>
    [Fact]
    public void GradientsOfReversedOutputsAreCentralDifferences()
    {
        CompiledModel model = Model("Backwards");
        using ModelTrainer<int> trainer = Trainer<int>(model);
        int[] ids = [.. TestRows.Integers(Rows * Timesteps, 6, 5).Select(id => id + 1)];
        float[] targets = TestRows.Features(Rows * Timesteps * 3, 6);

        // Of 6 timesteps in reversed order, output 4 is that of input 1.
        ids[1] = 0;
        float[] weights = Weights(masked: (0, 4));
        ModelGradients gradients = trainer.ComputeGradients(ids, s_lengths, targets, weights);
        var network = new ReferenceNetwork(model.Description, trainer.TrainedWeights);
        Check(gradients, network, Weigh(trainer.ReferenceExamples(network, ids, s_lengths, classIds: default, targets), weights), features: 0);
    }

    [Fact]
    public void LossesAndMetricsByHand()
    {
        DenseModel model = DenseModel.OfFeatures(2, 3, 3, sequences: true);
        float[] x = TestRows.Features(2 * 3 * 2, 3);
        int[] classes = [0, 2, 1, 1, 0, 2];
        int[] lengths = [3, 2];
        float[] weights = [0.5f, 0f, 2f, 3f, 1f, float.NaN];
        float[] classWeights = [1f, 4f, 0.5f];
        using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 2);
        ModelGradients actual = trainer.ComputeGradients(x, lengths, classes, weights);
        double[] losses = [.. actual.Outputs.Chunk(3).Select((o, i) => Math.Log(o.Sum(v => Math.Exp(v))) - o[classes[i]])];
        int[] valid = [0, 1, 2, 3, 4];
        Assert.Equal(valid.Sum(i => weights[i] * losses[i]) / 5, actual.Loss, 1e-6);
        double[] bias = [.. Enumerable.Range(0, 3).Select(k => valid.Sum(i => weights[i] * (Softmax(i, k) - (classes[i] == k ? 1 : 0))) / 5)];
        Assert.All(bias.Zip(actual.Tensors["dense.bias"]), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

        // A data set gives the same, and its metrics weigh likewise; class weights multiply, in training only.
        var data = new SequenceDataset<float>(x, 2, 3, classes, lengths, weights);
        var top = new TopKAccuracy(1);
        EvaluationResult result = trainer.Evaluate(data, [top]);
        Assert.Equal(actual.Loss, result.Loss);
        Assert.Equal(5, result.Elements);
        double[] right = [.. actual.Outputs.Chunk(3).Select((o, i) => Array.IndexOf(o, o.Max()) == classes[i] ? 1.0 : 0.0)];
        Assert.Equal(valid.Sum(i => weights[i] * right[i]) / valid.Sum(i => weights[i]), top.Value, 1e-12);
        Assert.Equal(valid.Average(i => right[i]), result.Metric, 1e-12);
        using var weighed = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 2, new TrainerOptions { ClassWeights = classWeights });
        Assert.Equal(valid.Sum(i => weights[i] * classWeights[classes[i]] * losses[i]) / 5, weighed.ComputeGradients(x, lengths, classes, weights).Loss, 1e-6);
        Assert.Equal(actual.Loss, weighed.Evaluate(data).Loss);

        double Softmax(int i, int k) => Math.Exp(actual.Outputs[(i * 3) + k]) / actual.Outputs.Skip(i * 3).Take(3).Sum(v => Math.Exp(v));
    }

    /// <summary>Weights of rows, given for each timestep, are the same weights; the batch after one with timestep weights has its own again.</summary>
    [Fact]
    public void WeightsOfRowsAreThoseOfTheirTimesteps()
    {
        CompiledModel model = Model("Classes");
        float[] x = TestRows.Features(Rows * Timesteps * 3, 5);
        int[] classes = TestRows.Integers(Rows * Timesteps, 4, 6);
        float[] rows = [.. Enumerable.Range(0, Rows).Select(row => 0.25f * (row % 4))];
        float[] timesteps = [.. Enumerable.Range(0, Rows * Timesteps).Select(i => rows[i / Timesteps])];
        using ModelTrainer<float> trainer = Trainer<float>(model);
        using ModelTrainer<float> threads = Trainer<float>(model, threads: 3);
        ModelGradients expected = trainer.ComputeGradients(x, s_lengths, classes, rows);
        ModelGradients actual = threads.ComputeGradients(x, s_lengths, classes, timesteps);
        ModelGradients again = trainer.ComputeGradients(x, s_lengths, classes, timesteps);
        Assert.Equal(expected.Loss, actual.Loss, 1e-12);
        Assert.Equal(again.Loss, actual.Loss);
        foreach ((string name, float[] gradient) in expected.Tensors)
        {
            Assert.Equal(gradient, actual.Tensors[name]);
            Assert.Equal(gradient, again.Tensors[name]);
        }

        Assert.Equal(expected.Loss, trainer.ComputeGradients(x, s_lengths, classes, rows).Loss);
    }

    [Fact]
    public void AnEpochOfADataSetIsItsBatchesByHand()
    {
        CompiledModel model = Model("Classes");
        float[] x = TestRows.Features(Rows * Timesteps * 3, 5);
        int[] classes = TestRows.Integers(Rows * Timesteps, 4, 6);
        float[] weights = Weights();
        var data = new SequenceDataset<float>(x, Rows, Timesteps, classes, s_lengths, weights);
        Assert.True(data.HasTimestepWeights && data.Slice(1, 2).HasTimestepWeights);
        Assert.Equal(weights[(2 * Timesteps)..(3 * Timesteps)], data.Select([4, 2]).TimestepWeights(1).ToArray());
        Assert.Equal(1f, data.SampleWeight(1));
        using ModelTrainer<float> fitted = Trainer<float>(model);
        TrainingHistory history = fitted.Fit(data, epochs: 2, validation: data, shuffle: false);
        using ModelTrainer<float> trainer = Trainer<float>(model);
        double first = trainer.TrainOnBatch(x, s_lengths, classes, weights);
        Assert.Equal(first, history.Epochs[0].Loss);
        Assert.Equal(trainer.ComputeGradients(x, s_lengths, classes, weights).Loss, history.Epochs[0].ValidationLoss!.Value, 1e-12);
        trainer.TrainOnBatch(x, s_lengths, classes, weights);
        Assert.Equal(trainer.TrainedWeights.ToArray("dense.kernel"), fitted.TrainedWeights.ToArray("dense.kernel"));

        for (int i = 0; i < 40; i++)
        {
            trainer.TrainOnBatch(x, s_lengths, classes, weights);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            trainer.TrainOnBatch(x, s_lengths, classes, weights);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        float[] x = TestRows.Features(2 * 3 * 2, 3);
        DenseModel sequences = DenseModel.OfFeatures(2, 3, 3, sequences: true);
        using var trainer = new DenseTrainer<float>(sequences.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 2);
        Says("sampleWeights has 5 entries; expected 2, one per row, [B, T] = 2·3 = 6, one per timestep, or none.", () => trainer.TrainOnBatch(x, [], new int[6], new float[5]));
        Says("sampleWeights[1, 2] is -1; a sample weight is a finite number of at least 0.", () => trainer.TrainOnBatch(x, [3, 3], new int[6], [1, 1, 1, 1, 1, -1]));
        Says("SequenceDataset: sampleWeights[0, 1] is NaN; a sample weight", () => new SequenceDataset<float>(x, 2, 3, new int[6], sampleWeights: new float[] { 1, float.NaN, 1, 1, 1, 1 }));
        Says("SequenceDataset: sampleWeights has 6 entries; rows of labels have 2, one per row, or none.", () => new SequenceDataset<float>(x, 2, 3, LabelSequences.FromRows([[1], []]), sampleWeights: new float[6]));

        // The caller's array may change after the data set was made.
        float[] weights = [1, 1, 1, 1, 1, 1];
        var data = new SequenceDataset<float>(x, 2, 3, new int[6], sampleWeights: weights);
        weights[4] = float.PositiveInfinity;
        Says("data[1, 1] is Infinity", () => trainer.Evaluate(data));
        weights[4] = 1;

        DenseModel last = DenseModel.OfFeatures(2, 3, 3);
        using var ofRows = new DenseTrainer<float>(last.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 2);
        Says("sampleWeights has 6 entries; expected 2, one per row, or none.", () => ofRows.TrainOnBatch(x, [], new int[2], new float[6]));
        var rows = new SequenceDataset<float>(x, 2, 3, new int[2], sampleWeights: weights);
        Says("data has sample weights per timestep, the model has outputs per row.", () => ofRows.Evaluate(rows));

        static void Says(string message, Action act) => Assert.Contains(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    /// <summary>Weights from 0 to 2, every fifth 0; NaN beyond the lengths and at a masked timestep.</summary>
    private static float[] Weights((int Row, int Timestep)? masked = null)
    {
        float[] weights = [.. TestRows.Features(Rows * Timesteps, 8).Select((w, i) => i % 5 == 4 ? 0f : w + 1f)];
        for (int row = 0; row < Rows; row++)
        {
            weights.AsSpan((row * Timesteps) + s_lengths[row], Timesteps - s_lengths[row]).Fill(float.NaN);
        }

        if (masked is { } place)
        {
            weights[(place.Row * Timesteps) + place.Timestep] = float.NaN;
        }

        return weights;
    }

    private static ReferenceExample[] Weigh(ReferenceExample[] batch, float[] weights)
        => [.. batch.Select((example, row) => example with { TimestepWeights = [.. weights.Skip(row * Timesteps).Take(s_lengths[row]).Select(w => (double)w)] })];

    private static void Check(ModelGradients gradients, ReferenceNetwork network, ReferenceExample[] batch, int features)
    {
        Assert.Equal(network.Loss(batch), gradients.Loss, 1e-6);
        foreach ((string name, float[] gradient) in gradients.Tensors)
        {
            double[] own = network.Weights[name];
            double[] point = [.. own];
            GradientCheckResult result = GradientCheck.Run(name, point, Array.ConvertAll(gradient, g => (double)g), moved =>
            {
                moved.CopyTo(own, 0);
                double loss = network.Loss(batch);
                point.CopyTo(own, 0);
                return loss;
            });
            Assert.True(result.Passed, result.ToString());
        }

        if (features > 0)
        {
            ReferenceGradients expected = network.Gradients(batch);
            for (int row = 0; row < Rows; row++)
            {
                double[] inputs = [.. expected.Inputs[row].SelectMany(v => v)];
                Assert.All(inputs.Select((value, i) => (value, gradients.Inputs![(row * Timesteps * features) + i])), pair => Assert.Equal(pair.value, pair.Item2, 1e-6));
            }
        }
    }

    private static CompiledModel Model(string name) => CompiledModel.Create(s_assembly.Value.GetType($"Weighted.{name}", throwOnError: true)!);

    private static ModelTrainer<TIn> Trainer<TIn>(CompiledModel model, int threads = 1)
        where TIn : unmanaged
        => (ModelTrainer<TIn>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, model.CreateWeights(seed: 3), new Sgd(0.1f), Rows, new TrainerOptions { Threads = threads })!;
}
