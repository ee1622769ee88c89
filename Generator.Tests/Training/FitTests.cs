using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class FitTests
{
    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);

    [Fact]
    public void LearnsAndTellsHow()
    {
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(weights, new Adam(0.05f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 200, 1);
        SequenceDataset<float> validation = TestRows.Learnable(s_model, 50, 9);
        TrainingHistory history = trainer.Fit(data, epochs: 30, validation: validation);
        Assert.Equal("accuracy", history.MetricName);
        Assert.Equal(Enumerable.Range(1, 30), history.Epochs.Select(e => e.Epoch));
        EpochResult last = history.Epochs[^1];
        string[] lines = history.ToString().Split(Environment.NewLine);
        Assert.Equal(30, lines.Length);
        Assert.Equal(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"epoch 30/30  loss {last.Loss:G5}  accuracy {last.Metric:F4}  val_loss {last.ValidationLoss:G5}  val_accuracy {last.ValidationMetric:F4}  {last.Seconds:F1} s"), lines[^1]);
        Assert.True(last.Loss < 0.4 * history.Epochs[0].Loss, $"{history.Epochs[0].Loss} -> {last.Loss}");
        Assert.True(last.Metric > 0.95 && last.ValidationMetric > 0.9);
        Assert.All(history.Epochs, e => Assert.True(e.Seconds > 0));
        EvaluationResult evaluated = trainer.Evaluate(validation);
        Assert.Equal(last.ValidationLoss, evaluated.Loss);
        Assert.Equal(last.ValidationMetric, evaluated.Metric);
        Assert.Equal("accuracy", evaluated.MetricName);
        Assert.Equal(50, evaluated.Elements);
    }

    [Fact]
    public void LossAndMetricAreMeansOverTheRowsAndTheLastBatchIsKept()
    {
        // Learning rate 0: every step sees the same weights, so the epoch's mean is the data set's.
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(weights, new Sgd(0f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 37, 1);
        TrainingHistory history = trainer.Fit(data, epochs: 1);
        EvaluationResult evaluated = trainer.Evaluate(data);
        Assert.Equal(evaluated.Loss, history.Epochs[0].Loss, 12);
        Assert.Equal(evaluated.Metric, history.Epochs[0].Metric, 12);
        Assert.Equal(37, evaluated.Elements);
        Assert.Null(history.Epochs[0].ValidationLoss);
        Assert.Matches(@"^epoch 1/1  loss [0-9.]+  accuracy 0\.[0-9]{4}  [0-9]+\.[0-9] s$", history.ToString());
        Assert.Equal(3, trainer.Steps);
    }

    [Fact]
    public void SampleWeightsScaleTheLossButNotTheCount()
    {
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(weights, new Sgd(0f));
        float[] x = TestRows.Features(4 * 6, 1);
        int[] classes = [0, 1, 0, 1];
        double[] single = new double[4];
        for (int row = 0; row < 4; row++)
        {
            single[row] = trainer.ComputeGradients(x.AsSpan(row * 6, 6), [], classes.AsSpan(row, 1)).Loss;
        }

        float[] sampleWeights = [1f, 0f, 0.5f, 3f];
        double expected = (single[0] + (0.5 * single[2]) + (3 * single[3])) / 4;
        Assert.Equal(expected, trainer.ComputeGradients(x, [], classes, sampleWeights).Loss, 12);
        Assert.Equal(expected, trainer.Evaluate(new SequenceDataset<float>(x, 4, 3, classes, sampleWeights: sampleWeights)).Loss, 12);
        Assert.Equal(expected, trainer.TrainOnBatch(x, [], classes, sampleWeights), 12);
    }

    [Fact]
    public void EpochsAreShuffledByTheSeed()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 50, 1);
        float[] Train(ulong seed, bool shuffle, params int[] fits)
        {
            DenseWeights weights = s_model.CreateWeights();
            using DenseTrainer<float> trainer = Create(weights, new Sgd(0.1f), seed);
            foreach (int epochs in fits)
            {
                trainer.Fit(data, epochs, shuffle: shuffle);
            }

            return weights.Packed.Span.ToArray();
        }

        Assert.Equal(Train(1, true, 3), Train(1, true, 3));
        Assert.Equal(Train(1, true, 3), Train(1, true, 1, 2));
        Assert.NotEqual(Train(1, true, 3), Train(2, true, 3));
        Assert.NotEqual(Train(1, true, 3), Train(1, false, 3));
        Assert.Equal(Train(1, false, 3), Train(2, false, 3));
    }

    [Fact]
    public void EveryRowIsVisitedOncePerEpochInAnotherOrder()
    {
        // The gradient of the bias tells the rows apart: each has a sample weight of its own.
        SequenceDataset<float> data = TestRows.Learnable(s_model, 45, 1);
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = new(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0f), batchSize: 1);
        var losses = new List<double>();
        double sum = 0;
        var progress = new Callback(p =>
        {
            if (!p.IsEpochEnd)
            {
                double total = p.Loss * p.Step;
                losses.Add(Math.Round(p.Step == 1 ? total : total - sum, 9));
                sum = total;
            }
        });
        trainer.Fit(data, epochs: 2, progress: progress);
        double[] first = losses.Take(45).ToArray();
        double[] second = losses.Skip(45).ToArray();
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
        Assert.Equal(45, first.Distinct().Count());
    }

    [Fact]
    public void FitIsTheSameAsItsStepsByHand()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 20, 1);
        DenseWeights fitted = s_model.CreateWeights();
        DenseWeights stepped = s_model.CreateWeights();
        using DenseTrainer<float> fit = Create(fitted, new Adam(0.1f));
        using DenseTrainer<float> byHand = Create(stepped, new Adam(0.1f));
        fit.Fit(data, 1, shuffle: false);
        for (int start = 0; start < 20; start += 16)
        {
            int[] rows = Enumerable.Range(start, Math.Min(16, 20 - start)).ToArray();
            byHand.TrainOnBatch(
                rows.SelectMany(r => data.Inputs(r).ToArray()).ToArray(),
                rows.Select(data.LengthOf).ToArray(),
                rows.Select(r => data.ClassIds(r)[0]).ToArray());
        }

        Assert.Equal(fitted.Packed.Span.ToArray(), stepped.Packed.Span.ToArray());
        Assert.Equal(2, byHand.Steps);
        Assert.Equal(2, byHand.PreparedSteps);
    }

    [Fact]
    public void DropoutIsForTrainingOnly()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 30, 1);
        using var dropping = new DenseTrainer<float>(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0f), 16) { Dropout = 0.5f };
        using DenseTrainer<float> plain = Create(s_model.CreateWeights(), new Sgd(0f));
        Assert.Equal(plain.Evaluate(data), dropping.Evaluate(data));
        IReadOnlyList<EpochResult> epochs = dropping.Fit(data, 2, validation: data, shuffle: false).Epochs;
        Assert.Equal(plain.Evaluate(data).Loss, epochs[0].ValidationLoss);
        Assert.NotEqual(epochs[0].ValidationLoss, epochs[0].Loss);
        Assert.NotEqual(epochs[0].Loss, epochs[1].Loss);
    }

    [Fact]
    public void CancellationKeepsTheLastStepAndTheTrainer()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 16 * 5, 1);
        DenseWeights cancelled = s_model.CreateWeights();
        DenseWeights stepped = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(cancelled, new Sgd(0.1f));
        using DenseTrainer<float> reference = Create(stepped, new Sgd(0.1f));
        using var source = new CancellationTokenSource();
        var progress = new Callback(p =>
        {
            if (p.Step == 3)
            {
                source.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(data, 10, progress: progress, shuffle: false, cancellationToken: source.Token));
        reference.Fit(data.Slice(0, 48), 1, shuffle: false);
        Assert.Equal(3, trainer.Steps);
        Assert.Equal(stepped.Packed.Span.ToArray(), cancelled.Packed.Span.ToArray());
        Assert.Throws<OperationCanceledException>(() => trainer.Evaluate(data, source.Token));
        Assert.Single(trainer.Fit(data, 1).Epochs);
    }

    [Fact]
    public void DivergenceIsNamedBeforeAWeightChanges()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 16 * 5, 1);
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(weights, new Adam(0.1f));
        float[] before = [];
        trainer.OnForward = _ =>
        {
            if (trainer.Steps == 7)
            {
                before = weights.Packed.Span.ToArray();
            }
        };
        trainer.OnBackward = shard =>
        {
            if (trainer.Steps == 7)
            {
                shard.Gradient.Span[s_model.Index(1, 1)] = float.PositiveInfinity;
            }
        };
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Fit(data, 10));
        Assert.Equal(2, error.Epoch);
        Assert.Equal(3, error.Step);
        Assert.Equal("dense.kernel", error.TensorName);
        Assert.Contains("Dense: epoch 2, step 3: the gradient of dense.kernel is not finite", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(7, trainer.Steps);
        Assert.Equal(7, trainer.Optimizer.Iterations);
        trainer.OnBackward = null;
        trainer.Fit(data, 1);
        Assert.Equal(12, trainer.Steps);
    }

    [Fact]
    public void ANonFiniteLossIsNamed()
    {
        DenseModel model = DenseModel.OfFeatures(1, 1, 2);
        DenseWeights weights = model.CreateWeights();
        weights.CopyFrom("dense.kernel", [3e38f, 3e38f]);
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 4);
        var error = Assert.Throws<TrainingDivergedException>(() => { trainer.TrainOnBatch([10f], [], [0]); });
        Assert.Null(error.Epoch);
        Assert.Equal(1, error.Step);
        Assert.Equal("dense.bias", error.TensorName);
        Assert.True(double.IsNaN(error.Loss));
        Assert.Contains("Dense: step 1: the gradient of dense.bias is not finite (loss NaN)", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());

        // The gradient of a loss can be finite where the loss is not.
        trainer.OnBackward = shard => shard.Gradient.Span.Clear();
        error = Assert.Throws<TrainingDivergedException>(() => { trainer.TrainOnBatch([10f], [], [0]); });
        Assert.Null(error.TensorName);
        Assert.Contains("Dense: step 1: the loss is NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AnUpdateThatNoFloatHoldsIsTakenBack(int threads)
    {
        DenseModel model = DenseModel.OfFeatures(1, 1, 2);
        DenseWeights weights = model.CreateWeights();
        weights.CopyFrom("dense.kernel", [0f, 0f]);
        weights.CopyFrom("dense.bias", [0f, 0f]);
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(3e38f), 20, new TrainerOptions { Threads = threads });
        var error = Assert.Throws<TrainingDivergedException>(() => { trainer.TrainOnBatch([10f], [], [0]); });
        Assert.Equal("dense.kernel", error.TensorName);
        Assert.Contains("Dense: step 1: the update of dense.kernel is not finite (learning rate 3E+38)", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(0, trainer.Steps);
        trainer.Optimizer.LearningRate = 0.1f;
        trainer.TrainOnBatch([10f], [], [0]);
        Assert.NotEqual(before, weights.Packed.Span.ToArray());
    }

    [Fact]
    public void ARowOfWeightZeroCannotSpoilTheLoss()
    {
        DenseModel model = DenseModel.OfFeatures(1, 1, 2);
        DenseWeights weights = model.CreateWeights();
        weights.CopyFrom("dense.kernel", [3e38f, 3e38f]);
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 4);
        Assert.True(double.IsFinite(trainer.TrainOnBatch([10f, 0f], [], [0, 1], [0f, 1f])));
    }

    [Fact]
    public void ProgressComesAfterEveryStepAndEveryEpoch()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 37, 1);
        using DenseTrainer<float> trainer = Create(s_model.CreateWeights(), new Sgd(0.1f));
        var reports = new List<TrainingProgress>();
        int thread = Environment.CurrentManagedThreadId;
        var progress = new Callback(p =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            reports.Add(p);
        });
        TrainingHistory history = trainer.Fit(data, 2, validation: data.Slice(0, 10), progress: progress);
        Assert.Equal(
            ["1:1", "1:2", "1:3", "1:3 end", "2:1", "2:2", "2:3", "2:3 end"],
            reports.Select(p => $"{p.Epoch}:{p.Step}{(p.IsEpochEnd ? " end" : "")}"));
        Assert.All(reports, p =>
        {
            Assert.Equal(2, p.Epochs);
            Assert.Equal(3, p.Steps);
            Assert.Equal("accuracy", p.MetricName);
            Assert.True(p.ExamplesPerSecond > 0 && p.Loss > 0 && p.Metric is >= 0 and <= 1);
            Assert.True(p.Elapsed >= p.EpochElapsed);
            Assert.Equal(p.Elapsed.TotalSeconds / (((p.Epoch - 1) * 3) + p.Step) * (6 - ((p.Epoch - 1) * 3) - p.Step), p.Remaining.TotalSeconds, 1e-5);
            Assert.Equal(p.EpochElapsed.TotalSeconds / p.Step * (3 - p.Step), p.EpochRemaining.TotalSeconds, 1e-5);
            Assert.Equal(p.IsEpochEnd, p.ValidationLoss is not null);
            Assert.Equal(p.Step == 3, p.EpochRemaining == TimeSpan.Zero);
        });
        Assert.True(reports.Zip(reports.Skip(1)).All(pair => pair.First.Elapsed <= pair.Second.Elapsed));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.Equal(history.Epochs[1].Loss, reports[^1].Loss);
        Assert.Equal(history.Epochs[1].ValidationLoss, reports[^1].ValidationLoss);
        Assert.Equal(history.Epochs[1].ValidationMetric, reports[^1].ValidationMetric);
    }

    [Fact]
    public void ACallbackMayEvaluateAndChangeTheLearningRate()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 40, 1);
        float[] Train(bool evaluate)
        {
            DenseWeights weights = s_model.CreateWeights();
            using DenseTrainer<float> trainer = Create(weights, new Sgd(0.1f));
            var progress = new Callback(p =>
            {
                trainer.Optimizer.LearningRate = 0.1f / p.Epoch;
                if (evaluate)
                {
                    trainer.Evaluate(data);
                }
            });
            trainer.Fit(data, 2, progress: progress);
            return weights.Packed.Span.ToArray();
        }

        Assert.Equal(Train(false), Train(true));
    }

    private static DenseTrainer<float> Create(DenseWeights weights, Optimizer optimizer, ulong seed = 0) =>
        new(weights, LossKind.SparseCategoricalCrossentropy, true, optimizer, 16, new TrainerOptions { Seed = seed, Threads = 2 });

    private sealed class Callback(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
