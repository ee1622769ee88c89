using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class CallbackTests : IDisposable
{
    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-callbacks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CallbacksAreCalledInOrderAndSeeWhatProgressSees()
    {
        var seen = new List<string>();
        var first = new Recorder(seen, "a");
        using DenseTrainer<float> trainer = Create(new Sgd(0.1f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 20, 1);
        TrainingHistory history = trainer.Fit(data, 2, validation: data, callbacks: [first, new Recorder(seen, "b")]);
        string[] events = ["begin 0", "epoch 1", "batch 1:1", "batch 1:2", "end 1", "epoch 2", "batch 2:1", "batch 2:2", "end 2", "done 2"];
        Assert.Equal(events.SelectMany(e => new[] { $"a {e}", $"b {e}" }), seen);
        Assert.Equal(history.Epochs, first.History);
        Assert.Equal(history.Epochs[^1].ValidationLoss, first.LastValidation);
        Assert.Null(history.StopReason);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void StoppingInAnEpochValidatesIt(int epoch, int steps)
    {
        using DenseTrainer<float> trainer = Create(new Sgd(0.1f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 16 * 4, 1);
        TrainingHistory history = trainer.Fit(data, 5, validation: data, callbacks: [new Stopper(steps)]);
        Assert.Equal("enough", history.StopReason);
        Assert.Equal(epoch, history.Epochs.Count);
        Assert.Equal(steps, trainer.Steps);
        Assert.Equal(trainer.Evaluate(data).Loss, history.Epochs[^1].ValidationLoss);
    }

    // By Keras' EarlyStopping, by hand: a value is better if value + minChange < best, and wait ≥ patience stops.
    [Theory]
    [InlineData(new[] { 5.0, 4, 4.5, 4.2, 3 }, 2, 0.0, 4, 2)]
    [InlineData(new[] { 5.0, 4, 4.5, 3.9, 4, 4, 1 }, 2, 0.0, 6, 4)]
    [InlineData(new[] { 5.0, 4.5, 4.1, 3.9, 3.8, 3.7 }, 3, 1.0, 6, 4)]
    [InlineData(new[] { 5.0, 6, 1 }, 0, 0.0, 2, 1)]
    [InlineData(new[] { double.NaN, 6, 5, 7, 7 }, 1, 0.0, 4, 3)]
    [InlineData(new[] { 5.0, 4, 3, 2 }, 1, 0.0, 4, 4)]
    public void EarlyStoppingIsThatOfKeras(double[] losses, int patience, double minChange, int epochs, int best)
    {
        var stopping = new EarlyStopping(patience, minChange);
        var context = new FakeTraining(losses.Length);
        int stopped = context.Run(stopping, losses);
        Assert.Equal(epochs, stopped);
        Assert.Equal(best, stopping.BestEpoch);
        Assert.Equal(losses[best - 1], stopping.Best);

        // The weights were the epoch's number all along.
        Assert.Equal(best, context.Weights.ToArray("dense.bias")[0]);
    }

    [Fact]
    public void EarlyStoppingHasABaselineAStartAndAChoice()
    {
        Assert.Equal(3, new FakeTraining(6).Run(new EarlyStopping(3) { Baseline = 1.0 }, [6, 5, 4, 3, 2, 1]));
        Assert.Equal(6, new FakeTraining(6).Run(new EarlyStopping(2) { StartFromEpoch = 3 }, [1, 2, 3, 9, 9.5, 9.9]));
        var kept = new FakeTraining(4);
        Assert.Equal(3, kept.Run(new EarlyStopping(2) { RestoreBestWeights = false }, [1, 2, 3, 4]));
        Assert.Equal(3f, kept.Weights.ToArray("dense.bias")[0]);
        var accuracy = new EarlyStopping(1, monitor: MonitoredValue.ValidationMetric);
        Assert.Equal(4, new FakeTraining(5).Run(accuracy, [0.1, 0.2, 0.4, 0.4, 0.5]));
        Assert.Equal(3, accuracy.BestEpoch);
    }

    // Traced through Keras' ReduceLROnPlateau.on_epoch_end by hand; the learning rate after every epoch, from 1.
    [Theory]
    [InlineData(2, 0, 0.0, new[] { 5.0, 5, 5, 5, 5, 4, 4, 4 }, new[] { 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125 })]
    [InlineData(1, 2, 0.0, new[] { 5.0, 5, 5, 5, 5, 5 }, new[] { 1, 0.5, 0.5, 0.25, 0.25, 0.125 })]
    [InlineData(1, 0, 0.3, new[] { 5.0, 5, 5, 5 }, new[] { 1, 0.5, 0.3, 0.3 })]
    public void ReduceOnPlateauIsThatOfKeras(int patience, int cooldown, double least, double[] losses, double[] rates)
    {
        var training = new FakeTraining(losses.Length);
        training.Run(new ReduceOnPlateau(0.5, patience, 0.01, cooldown, least), losses);
        Assert.Equal(rates.Select(r => (float)r), training.Rates);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("short")]
    [InlineData("cooldown")]
    [InlineData("greatest")]
    public void ReduceOnPlateauHasPyTorchsRuleToo(string name)
    {
        // Fixtures/plateau.py recorded them.
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(Fixture("plateau.json")));
        double[] values = [.. recorded.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];
        double[] expected = [.. recorded.RootElement.GetProperty("rates").GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        ReduceOnPlateau callback = name switch
        {
            "default" => ReduceOnPlateau.PyTorch(),
            "short" => ReduceOnPlateau.PyTorch(0.5, patience: 1, threshold: 0.01),
            "cooldown" => ReduceOnPlateau.PyTorch(0.5, patience: 2, threshold: 0.05, cooldown: 3, minLearningRate: 0.01),
            _ => ReduceOnPlateau.PyTorch(0.25, patience: 3, monitor: MonitoredValue.ValidationMetric),
        };
        var training = new FakeTraining(values.Length, 0.5f);
        training.Run(callback, values);
        Assert.True(expected.Distinct().Count() > 1);
        Assert.All(expected.Zip(training.Rates), pair => Assert.Equal(pair.First, pair.Second, pair.First * 1e-6));
    }

    [Fact]
    public void WatchingWhatIsNotThereIsRefused()
    {
        DenseWeights weights = s_model.CreateWeights();
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f) { Schedule = new StepDecay(0.1f, 5) }, 16);
        SequenceDataset<float> data = TestRows.Learnable(s_model, 20, 1);
        string Message(TrainingCallback callback, SequenceDataset<float>? validation = null)
            => Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, 1, validation, callbacks: [callback])).Message;

        Assert.Contains("Dense: EarlyStopping watches ValidationLoss, but Fit has no validation data", Message(new EarlyStopping()), StringComparison.Ordinal);
        Assert.Contains("Dense: ReduceOnPlateau watches ValidationMetric", Message(new ReduceOnPlateau(monitor: MonitoredValue.ValidationMetric)), StringComparison.Ordinal);
        Assert.Contains("ReduceOnPlateau and a Schedule both set", Message(new ReduceOnPlateau(), data), StringComparison.Ordinal);
        Assert.Contains("Fit is running already", Message(new Refitter(() => trainer.Fit(data, 1))), StringComparison.Ordinal);
        Assert.Contains("TrainingContext.SaveCheckpoint", Message(new Refitter(() => trainer.SaveCheckpoint(Path.Combine(_folder, "x")))), StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(1.0));
        Assert.Single(trainer.Fit(data, 1).Epochs);
    }

    [Fact]
    public void TheCsvLogCanBeReadBackToTheSameBits()
    {
        string path = Path.Combine(_folder, "log.csv");
        using DenseTrainer<float> trainer = Create(new Sgd(0.1f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 40, 1);
        TrainingHistory history = trainer.Fit(data, 2, validation: data, callbacks: [new CsvLog(path)]);
        string[] lines = File.ReadAllLines(path);
        Assert.Equal("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds", lines[0]);
        Assert.Equal(3, lines.Length);
        double[] values = [.. lines[2].Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        EpochResult last = history.Epochs[1];
        Assert.Equal([2, last.Loss, last.Metric, last.ValidationLoss!.Value, last.ValidationMetric!.Value], values[..5]);
        Assert.Equal(0.1f, (float)values[5]);
        trainer.Fit(data, 1, validation: data, callbacks: [new CsvLog(path) { Append = true }]);
        Assert.Equal(4, File.ReadAllLines(path).Length);
        trainer.Fit(data, 1, validation: data, callbacks: [new CsvLog(path)]);
        Assert.Equal(2, File.ReadAllLines(path).Length);
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, 1, callbacks: [new CsvLog(path) { Append = true }]));
        Assert.Contains("has the columns 'epoch,loss,accuracy,val_loss", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingEndsOnceForEveryCallbackHoweverItEnds()
    {
        var seen = new List<string>();
        using DenseTrainer<float> trainer = Create(new Sgd(0.1f));
        using var source = new CancellationTokenSource();
        SequenceDataset<float> data = TestRows.Learnable(s_model, 20, 1);
        var ends = new List<Exception?>();
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(
            data, 3, callbacks: [new Refitter(onEnd: _ => throw new InvalidOperationException("lost")), new Refitter(source.Cancel, ends.Add)], cancellationToken: source.Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(ends));
        Assert.Equal("told", Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, 1, callbacks: [new Refitter(onEnd: _ => throw new InvalidOperationException("told"))])).Message);
        trainer.Fit(data, 1);
    }

    /// <summary>One that throws keeps no other from its end, in which it puts weights back and closes files.</summary>
    [Fact]
    public void WhatOneCallbackThrowsKeepsNoOtherFromItsEnd()
    {
        using DenseTrainer<float> trainer = Create(new Sgd(0.1f));
        SequenceDataset<float> data = TestRows.Learnable(s_model, 20, 1);
        var ends = new List<Exception?>();
        var thrown = new InvalidOperationException("thrown");
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(
            () => trainer.Fit(data, 1, callbacks: [new Refitter(onEnd: _ => throw thrown), new Refitter(onEnd: ends.Add), new Refitter(onEnd: _ => throw new InvalidOperationException("later"))])));
        Assert.Null(Assert.Single(ends));

        // Those that have begun, where a later one cannot.
        ends.Clear();
        var late = new List<Exception?>();
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(
            () => trainer.Fit(data, 1, callbacks: [new Refitter(onEnd: ends.Add), new Refitter(() => throw thrown, late.Add), new Refitter(onEnd: late.Add)])));
        Assert.Same(thrown, Assert.Single(ends));
        Assert.Empty(late);
        var twice = new Refitter();
        Assert.StartsWith(
            "Dense: the Refitter is there twice, and would be told everything twice.",
            Assert.Throws<ArgumentException>(() => trainer.Fit(data, 1, callbacks: [twice, twice])).Message,
            StringComparison.Ordinal);
        Assert.Single(trainer.Fit(data, 1).Epochs);
    }

    /// <summary>One that throws keeps no other from a step, and no checkpoint says that it was made: from the one before, training goes on to the bits and the log of one that was left alone.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void WhatOneCallbackThrowsLeavesACheckpointToGoOnFrom(bool cancels, bool inEpoch)
    {
        string log = Path.Combine(_folder, "log.csv"), path = Path.Combine(_folder, "checkpoint");
        SequenceDataset<float> data = TestRows.Learnable(s_model, 40, 1);
        string[] Log() => [.. File.ReadLines(log).Select(l => l[..l.LastIndexOf(',')])];
        float[] Run(TrainingCallback? failing, bool fails)
        {
            using DenseTrainer<float> trainer = Create(new Adam(0.01f));
            TrainingCallback[] callbacks = [new Checkpoint(path) { EverySteps = 1 }, .. failing is null ? Array.Empty<TrainingCallback>() : [failing], new MovingAverage(0.5f), new CsvLog(log)];
            if (fails)
            {
                Assert.Equal("thrown", Assert.ThrowsAny<Exception>(() => trainer.Fit(data, 4, callbacks: callbacks)).Message);
            }
            else
            {
                trainer.Fit(data, 4, callbacks: callbacks);
            }

            return trainer.Weights.Packed.Span.ToArray();
        }

        float[] expected = Run(null, fails: false);
        string[] lines = Log();
        File.Delete(path);
        File.Delete(log);
        Run(new Failing(cancels ? new OperationCanceledException("thrown") : new IOException("thrown"), inEpoch), fails: true);
        using (DenseTrainer<float> trainer = Create(new Adam(0.01f)))
        {
            trainer.LoadCheckpoint(path);
            Assert.Equal((inEpoch ? 4 : 6) - (cancels || !inEpoch ? 0 : 1), trainer.Steps);
        }

        Assert.Equal(expected, Run(null, fails: false));
        Assert.Equal(lines, Log());
    }

    private static string Fixture(string name, [CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Fixtures", name);

    private static DenseTrainer<float> Create(Optimizer optimizer) =>
        new(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, optimizer, 16, new TrainerOptions { Threads = 2 });

    /// <summary>A training whose losses are given: callbacks see them as the epochs' values.</summary>
    private sealed class FakeTraining : TrainerOfTests
    {
        public FakeTraining(int epochs, float learningRate = 1f)
        {
            Optimizer.LearningRate = learningRate;
            Weights = s_model.CreateWeights();
            History = [];
            Context = new TrainingContext(this, History) { Epochs = epochs, HasValidation = true };
        }

        public DenseWeights Weights { get; }

        public List<float> Rates { get; } = [];

        private List<EpochResult> History { get; }

        private TrainingContext Context { get; }

        protected override ModelWeights TrainedWeights => Weights;

        public int Run(TrainingCallback callback, double[] values)
        {
            callback.OnTrainBegin(Context);
            foreach (double value in values)
            {
                Context.Epoch++;
                Weights.CopyFrom("dense.bias", [Context.Epoch, 0f]);
                Context.ValidationLoss = value;
                Context.ValidationMetric = value;
                callback.OnEpochEnd(Context);
                Rates.Add(Optimizer.LearningRate);
                if (Context.StopReason is not null)
                {
                    break;
                }
            }

            callback.OnTrainEnd(Context);
            return Context.Epoch;
        }
    }

    private abstract class TrainerOfTests : CompilerServices.ITrainer
    {
        public Optimizer Optimizer { get; } = new Sgd(1f);

        public string ModelName => "Dense";

        public string MetricName => "accuracy";

        public long Steps => 0;

        ModelWeights CompilerServices.ITrainer.Weights => TrainedWeights;

        protected abstract ModelWeights TrainedWeights { get; }

        public IEnumerable<ReferenceRow> BatchRows() => [];

        public void SaveCheckpoint(string path) => throw new NotSupportedException();
    }

    /// <summary>Throws at the first step of the second epoch, or at its end.</summary>
    private sealed class Failing(Exception error, bool inEpoch) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => Throw(context, inEpoch && context.Step == 1);

        public override void OnEpochEnd(TrainingContext context) => Throw(context, !inEpoch);

        private void Throw(TrainingContext context, bool now)
        {
            if (now && context.Epoch == 2)
            {
                throw error;
            }
        }
    }

    private sealed class Recorder(List<string> seen, string name) : TrainingCallback
    {
        public EpochResult[] History { get; private set; } = [];

        public double? LastValidation { get; private set; }

        public override void OnTrainBegin(TrainingContext context) => seen.Add($"{name} begin {context.Epoch}");

        public override void OnEpochBegin(TrainingContext context) => seen.Add($"{name} epoch {context.Epoch}");

        public override void OnBatchEnd(TrainingContext context)
        {
            Assert.Equal(2, context.Steps);
            Assert.True(context.BatchLoss > 0);
            seen.Add($"{name} batch {context.Epoch}:{context.Step}");
        }

        public override void OnEpochEnd(TrainingContext context)
        {
            LastValidation = context.ValidationLoss;
            seen.Add($"{name} end {context.Epoch}");
        }

        public override void OnTrainEnd(TrainingContext context)
        {
            History = [.. context.History];
            seen.Add($"{name} done {context.Epoch}");
        }
    }

    private sealed class Stopper(int steps) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.TotalSteps == steps)
            {
                context.Stop("enough");
            }
        }
    }

    private sealed class Refitter(Action? onBegin = null, Action<Exception?>? onEnd = null) : TrainingCallback
    {
        public override void OnTrainBegin(TrainingContext context) => onBegin?.Invoke();

        public override void OnTrainEnd(TrainingContext context) => onEnd?.Invoke(context.Error);
    }
}
