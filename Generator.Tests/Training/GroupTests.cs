using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Frozen tensors, learning rates and weight decay of their own, class weights, accumulated gradients, averaged weights.</summary>
public sealed class GroupTests
{
    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);
    private static readonly float[] s_x = TestRows.Features(16 * 6, 1);
    private static readonly int[] s_classes = TestRows.Integers(16, 2, 3);

    public static TheoryData<string> Optimizers => ["sgd", "momentum", "adam", "adamw", "nadam", "rmsprop", "pytorch", "adagrad"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void AFactorOfTheLearningRateIsALearningRate(string optimizer)
    {
        // Halves are exact.
        float[] halved = Train(Create(optimizer, 0.02f), 5, new ParameterGroup("dense") { LearningRateFactor = 0.5f });
        Assert.Equal(Train(Create(optimizer, 0.01f), 5), halved);
        float[] mixed = Train(Create(optimizer, 0.02f), 1, new ParameterGroup("*.kernel") { LearningRateFactor = 0.5f });
        float[] whole = Train(Create(optimizer, 0.02f), 1);
        float[] half = Train(Create(optimizer, 0.01f), 1);
        for (int unit = 0; unit < 2; unit++)
        {
            Assert.Equal(whole[s_model.Index(-1, unit)], mixed[s_model.Index(-1, unit)]);
            Assert.Equal(half[s_model.Index(0, unit)], mixed[s_model.Index(0, unit)]);
            Assert.NotEqual(whole[s_model.Index(0, unit)], mixed[s_model.Index(0, unit)]);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void WhatIsFrozenStaysAndTheRestMovesAsBefore(string optimizer)
    {
        float[] start = s_model.CreateWeights().Packed.Span.ToArray();
        float[] frozen = Train(Create(optimizer, 0.02f), 1, new ParameterGroup("dense.bias") { Frozen = true }, new ParameterGroup("dense"));
        float[] whole = Train(Create(optimizer, 0.02f), 1);
        Assert.Equal(start[s_model.Index(-1, 1)], frozen[s_model.Index(-1, 1)]);
        Assert.Equal(whole[s_model.Index(1, 1)], frozen[s_model.Index(1, 1)]);
        Assert.Equal(start, Train(Create(optimizer, 0.02f), 3, new ParameterGroup("d*") { Frozen = true }));
    }

    [Fact]
    public void FrozenTensorsHaveNoPartInTheNorm()
    {
        using DenseTrainer<float> plain = Trainer(new Sgd(0.5f), null);
        int[] classes = new int[16];
        ModelGradients gradients = plain.ComputeGradients(s_x, [], classes);
        float[] gradient = gradients.Tensors["dense.kernel"];
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.True(gradients.Tensors["dense.bias"].Sum(g => (double)g * g) > 0.1 * norm * norm);
        float[] start = plain.Weights.ToArray("dense.kernel");
        using DenseTrainer<float> trainer = Trainer(new Sgd(0.5f) { GlobalClipNorm = 0.01f }, new TrainerOptions { Groups = [new ParameterGroup("dense.bias") { Frozen = true }] });
        trainer.TrainOnBatch(s_x, [], classes);
        Assert.All(
            start.Zip(gradient, trainer.Weights.ToArray("dense.kernel")),
            w => Assert.Equal(w.First - (0.5 * 0.01 / norm * w.Second), w.Third, 1e-6));
    }

    [Fact]
    public void WeightDecaySkipsBiases()
    {
        AdamW Decaying(bool biases) => new(0.02f, weightDecay: 0.5f) { DecayBiases = biases };
        float[] adam = Train(new Adam(0.02f), 1);
        float[] all = Train(Decaying(true), 1);
        float[] kernels = Train(Decaying(false), 1);
        Assert.Equal(adam[s_model.Index(-1, 0)], kernels[s_model.Index(-1, 0)]);
        Assert.NotEqual(adam[s_model.Index(-1, 0)], all[s_model.Index(-1, 0)]);
        Assert.Equal(all[s_model.Index(1, 0)], kernels[s_model.Index(1, 0)]);
        Assert.Equal(kernels, Train(Decaying(true), 1, new ParameterGroup("*.bias") { WeightDecay = false }));
        Assert.Equal(adam, Train(Decaying(true), 1, new ParameterGroup("dense") { WeightDecay = false }));
    }

    [Fact]
    public void AFrozenBatchNormalisationUsesItsMovingStatistics()
    {
        Assembly assembly = TestModelFactory.CompileAssembly(
            """
            using ModelGen;
            namespace Frozen;

            /// <summary>A normalisation between layers.</summary>
            [Model(Features = 2, MaxTimesteps = 3)]
            [Gru(4)]
            [BatchNormalization]
            [Dense(2)]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
            public sealed partial class Normal;
            """);
        CompiledModel model = CompiledModel.Create(assembly.GetType("Frozen.Normal", throwOnError: true)!);
        ModelWeights weights = model.CreateWeights(3);
        weights.CopyFrom("batch_normalization.moving_mean", [0.1f, -0.2f, 0.3f, 0.4f]);
        weights.CopyFrom("batch_normalization.moving_variance", [0.5f, 2f, 0.25f, 1f]);
        var options = new TrainerOptions { Groups = [new ParameterGroup("batch_normalization") { Frozen = true }] };
        using var trainer = (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, weights, new Sgd(0.5f), 16, options)!;
        ModelGradients gradients = trainer.ComputeGradients(s_x, [], s_classes);
        float[] kernel = weights.ToArray("gru.kernel");
        Assert.Equal(gradients.Loss, trainer.TrainOnBatch(s_x, [], s_classes), 1e-7);
        Assert.All(kernel.Zip(gradients.Tensors["gru.kernel"], weights.ToArray("gru.kernel")), w => Assert.Equal(w.First - (0.5f * w.Second), w.Third, 1e-6));
        Assert.Equal([0.1f, -0.2f, 0.3f, 0.4f], weights.ToArray("batch_normalization.moving_mean"));
        Assert.Equal([0.5f, 2f, 0.25f, 1f], weights.ToArray("batch_normalization.moving_variance"));
        Assert.Equal([1f, 1f, 1f, 1f], weights.ToArray("batch_normalization.gamma"));
    }

    [Fact]
    public void ClassWeightsAreSampleWeightsOfTheClass()
    {
        float[] byClass = [0.5f, 3f];
        using DenseTrainer<float> classes = Trainer(new Adam(0.02f), new TrainerOptions { ClassWeights = byClass });
        using DenseTrainer<float> rows = Trainer(new Adam(0.02f), null);
        var data = new SequenceDataset<float>(s_x, 16, 3, s_classes);
        Assert.Equal(rows.Evaluate(data), classes.Evaluate(data));
        float[] weights = [.. s_classes.Select(c => byClass[c])];
        Assert.Equal(rows.TrainOnBatch(s_x, [], s_classes, weights), classes.TrainOnBatch(s_x, [], s_classes));
        Assert.Equal(rows.Weights.Packed.Span.ToArray(), classes.Weights.Packed.Span.ToArray());
    }

    [Fact]
    public void ClassWeightsOfTimestepsDistributionsAndBinaryTargets()
    {
        DenseModel sequences = DenseModel.OfFeatures(2, 3, 3, sequences: true);
        int[] ids = TestRows.Integers(16 * 3, 3, 4);
        AssertSplits(3, options => new DenseTrainer<float>(sequences.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0f), 16, options), t => t.TrainOnBatch(s_x, [], ids));
        float[] distributions = [.. ids.SelectMany(c => new[] { c == 0 ? 0.8f : 0.1f, c == 1 ? 0.8f : 0.1f, c == 2 ? 0.8f : 0.1f })];
        AssertSplits(3, options => new DenseTrainer<float>(sequences.CreateWeights(), LossKind.CategoricalCrossentropy, true, new Sgd(0f), 16, options), t => t.TrainOnBatch(s_x, [], distributions));
        DenseModel binary = DenseModel.OfFeatures(2, 3, 1);
        float[] targets = [.. s_classes.Select(c => (float)c)];
        AssertSplits(2, options => new DenseTrainer<float>(binary.CreateWeights(), LossKind.BinaryCrossentropy, true, new Sgd(0f), 16, options), t => t.TrainOnBatch(s_x, [], targets));

        // The losses of the classes, one by one, are the loss.
        static void AssertSplits(int classes, Func<TrainerOptions, DenseTrainer<float>> create, Func<DenseTrainer<float>, double> step)
        {
            double Loss(float[]? weights)
            {
                using DenseTrainer<float> trainer = create(new TrainerOptions { ClassWeights = weights });
                return step(trainer);
            }

            double[] parts = [.. Enumerable.Range(0, classes).Select(c => Loss([.. Enumerable.Range(0, classes).Select(k => k == c ? 1f : 0f)]))];
            Assert.All(parts, part => Assert.True(part > 0));
            Assert.Equal(Loss(null), parts.Sum(), 12);
            Assert.Equal((2 * parts[0]) + (0.5 * parts[1]), Loss([2f, 0.5f, .. new float[classes - 2]]), 12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AccumulatedGradientsAreAveraged(int threads)
    {
        float[] second = TestRows.Features(16 * 6, 8);
        using DenseTrainer<float> trainer = Trainer(new Sgd(0.5f), new TrainerOptions { AccumulatedSteps = 2, Threads = threads });
        float[] start = trainer.Weights.ToArray("dense.kernel");
        float[] one = trainer.ComputeGradients(s_x, [], s_classes).Tensors["dense.kernel"];
        float[] two = trainer.ComputeGradients(second, [], s_classes).Tensors["dense.kernel"];
        for (int round = 0; round < 2; round++)
        {
            trainer.TrainOnBatch(s_x, [], s_classes);
            Assert.Equal(round == 0 ? start : trainer.Weights.ToArray("dense.kernel"), trainer.Weights.ToArray("dense.kernel"));
            Assert.Equal(round, trainer.Optimizer.Iterations);
            trainer.TrainOnBatch(second, [], s_classes);
            Assert.Equal(round + 1, trainer.Optimizer.Iterations);
            if (round == 0)
            {
                Assert.Equal(start.Zip(one, two).Select(w => w.First - (0.5f * ((w.Second + w.Third) / 2f))), trainer.Weights.ToArray("dense.kernel"));
            }
        }

        Assert.Equal(4, trainer.Steps);
    }

    [Fact]
    public void AccumulationAndAveragesGoOnFromACheckpoint()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 80, 1);
        string path = Path.Combine(Path.GetTempPath(), $"modelgen-groups-{Guid.NewGuid():N}");
        float[] Fit(int? cancelAfter, out float[] average)
        {
            using DenseTrainer<float> trainer = Trainer(
                new AdamW(0.05f) { DecayBiases = false }, new TrainerOptions { AccumulatedSteps = 3, Groups = [new ParameterGroup("dense.bias") { LearningRateFactor = 2f }] });
            using var source = new CancellationTokenSource();
            var averages = new MovingAverage(0.75f) { ReplaceAtEnd = false };
            var progress = new Callback(() =>
            {
                if (trainer.Steps == cancelAfter)
                {
                    source.Cancel();
                }
            });
            try
            {
                trainer.Fit(data, 2, progress: progress, callbacks: [averages, .. cancelAfter is null ? Array.Empty<TrainingCallback>() : [new Checkpoint(path)]], cancellationToken: source.Token);
            }
            catch (OperationCanceledException) when (cancelAfter > 0)
            {
            }

            average = averages.Average!.Packed.Span.ToArray();
            return trainer.Weights.Packed.Span.ToArray();
        }

        float[] expected = Fit(null, out float[] expectedAverage);
        foreach (int steps in new[] { 1, 4, 5, 6, 8 })
        {
            Fit(steps, out _);
            Assert.Equal(expected, Fit(0, out float[] average));
            Assert.Equal(expectedAverage, average);
            File.Delete(path);
        }
    }

    [Fact]
    public void TheAverageOfTheWeightsIsThatOfKeras()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 80, 1);
        using DenseTrainer<float> trainer = Trainer(new Sgd(0.5f), null);
        double[] expected = [];
        var progress = new Callback(() =>
        {
            float[] now = trainer.Weights.ToArray("dense.kernel");
            if (trainer.Steps > 0 && expected.Length == 0)
            {
                expected = [.. now.Select(w => (double)w)];
            }
            else if (trainer.Steps > 0)
            {
                expected = [.. expected.Zip(now, (a, w) => (0.9 * a) + (0.1 * w))];
            }
        }) { Steps = true };
        trainer.Fit(data, 2, progress: progress, callbacks: [new MovingAverage(0.9f)]);
        Assert.All(expected.Zip(trainer.Weights.ToArray("dense.kernel")), w => Assert.Equal(w.First, w.Second, 1e-6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovingAverage(1f));
    }

    [Fact]
    public void WrongOnesAreRefused()
    {
        string Message(TrainerOptions options, LossKind loss = LossKind.SparseCategoricalCrossentropy)
            => Assert.Throws<ArgumentException>(() => new DenseTrainer<float>(s_model.CreateWeights(), loss, true, new Sgd(0.1f), 16, options)).Message;

        Assert.Contains("Dense: the group 'lstm' names no layer or tensor. The tensors are dense.bias, dense.kernel", Message(new TrainerOptions { Groups = [new ParameterGroup("lstm")] }), StringComparison.Ordinal);
        Assert.Contains("Dense: there are 3 class weights; expected 2", Message(new TrainerOptions { ClassWeights = [1f, 1f, 1f] }), StringComparison.Ordinal);
        Assert.Contains("Dense: the weight of class 1 is NaN", Message(new TrainerOptions { ClassWeights = [1f, float.NaN] }), StringComparison.Ordinal);
        Assert.Contains("class weights need one output with a cross-entropy of classes", Message(new TrainerOptions { ClassWeights = [1f, 1f] }, LossKind.MeanSquaredError), StringComparison.Ordinal);
        Assert.Contains("class weights need one output", Message(new TrainerOptions { ClassWeights = [1f, 1f] }, LossKind.BinaryCrossentropy), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { AccumulatedSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("x") { LearningRateFactor = -1f });
    }

    private static float[] Train(Optimizer optimizer, int steps, params ParameterGroup[] groups)
    {
        using DenseTrainer<float> trainer = Trainer(optimizer, new TrainerOptions { Groups = groups, Threads = 2 });
        for (int i = 0; i < steps; i++)
        {
            trainer.TrainOnBatch(s_x, [], s_classes);
        }

        return trainer.Weights.Packed.Span.ToArray();
    }

    private static DenseTrainer<float> Trainer(Optimizer optimizer, TrainerOptions? options) =>
        new(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, optimizer, 16, options);

    private static Optimizer Create(string name, float rate) => name switch
    {
        "sgd" => new Sgd(rate),
        "momentum" => new Sgd(rate, 0.5f, nesterov: true),
        "adam" => Adam.PyTorch(rate),
        "adamw" => new AdamW(rate, weightDecay: 0.5f),
        "nadam" => new Nadam(rate),
        "rmsprop" => new RmsProp(rate, momentum: 0.5f),
        "pytorch" => RmsProp.PyTorch(rate, momentum: 0.5f, centered: true),
        _ => new Adagrad(rate),
    };

    private sealed class Callback(Action action) : IProgress<TrainingProgress>
    {
        public bool Steps { get; init; }

        public void Report(TrainingProgress value)
        {
            if (!Steps || !value.IsEpochEnd)
            {
                action();
            }
        }
    }
}
