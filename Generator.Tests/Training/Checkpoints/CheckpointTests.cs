using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>A training that goes on from a checkpoint has the bits of one that was not interrupted; a file that does not fit changes nothing.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Epochs = 3;
    private const int Steps = 4;

    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);
    private static readonly SequenceDataset<float> s_data = TestRows.Learnable(s_model, 50, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-checkpoints").FullName;

    private string FilePath => Path.Combine(_folder, "run.checkpoint");

    public static TheoryData<string> Optimizers => ["sgd", "momentum", "adam", "adamw", "nadam", "rmsprop", "centred", "adagrad"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void EveryOptimizerGoesOnToTheSameBits(string optimizer)
    {
        float[] expected = Whole(optimizer, out TrainingHistory history);
        foreach (int steps in new[] { 1, Steps, Steps + 2 })
        {
            using (DenseTrainer<float> trainer = Create(optimizer, seed: 5))
            {
                Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, steps, new Checkpoint(FilePath)));
                Assert.Equal(steps, trainer.Steps);
            }

            DenseWeights weights = s_model.CreateWeights(seed: 99);
            using DenseTrainer<float> resumed = Create(optimizer, seed: 77, weights);
            TrainingHistory second = resumed.Fit(s_data, Epochs, validation: s_data, callbacks: [new Checkpoint(FilePath)]);
            Assert.Equal(expected, weights.Packed.Span.ToArray());
            AssertSame(history, second);
            Assert.Equal(Epochs * Steps, resumed.Steps);
            File.Delete(FilePath);
        }
    }

    [Fact]
    public void SavedByHandBetweenStepsOfOnesOwn()
    {
        float[] x = TestRows.Features(16 * 6, 1);
        int[] classes = TestRows.Integers(16, 2, 3);
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create("adam", 1, weights);
        trainer.TrainOnBatch(x, [], classes);
        trainer.SaveCheckpoint(FilePath);
        trainer.TrainOnBatch(x, [], classes);
        float[] expected = weights.Packed.Span.ToArray();
        trainer.LoadCheckpoint(FilePath);
        Assert.Equal(1, trainer.Steps);
        trainer.TrainOnBatch(x, [], classes);
        Assert.Equal(expected, weights.Packed.Span.ToArray());

        // A Fit that follows is a new one.
        Assert.Equal(2, trainer.Fit(s_data, 2).Epochs.Count);
    }

    [Fact]
    public void ACancelledFitCanBeSavedAfterwardsAndGoesOnWithLoadCheckpoint()
    {
        float[] expected = Whole("adam", out TrainingHistory history);
        using (DenseTrainer<float> trainer = Create("adam", seed: 5))
        {
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6));
            trainer.SaveCheckpoint(FilePath);
        }

        DenseWeights weights = s_model.CreateWeights(99);
        using DenseTrainer<float> resumed = Create("adam", 77, weights);
        resumed.LoadCheckpoint(FilePath);
        AssertSame(history, resumed.Fit(s_data, Epochs, validation: s_data));
        Assert.Equal(expected, weights.Packed.Span.ToArray());
        Assert.Equal(2, resumed.Fit(s_data, 2).Epochs.Count);

        // A step by hand after loading: the Fit that was interrupted is over.
        resumed.LoadCheckpoint(FilePath);
        resumed.TrainOnBatch(TestRows.Features(6, 1), [], [1]);
        Assert.Single(resumed.Fit(s_data, 1).Epochs);
    }

    [Fact]
    public void AFinishedTrainingStaysFinishedUnlessItGetsMoreEpochs()
    {
        float[] expected = Whole("adam", out TrainingHistory history);
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create("adam", 5, weights);
        trainer.Fit(s_data, 2, validation: s_data, callbacks: [new Checkpoint(FilePath)]);
        DenseWeights again = s_model.CreateWeights(8);
        using DenseTrainer<float> second = Create("adam", 1, again);
        Assert.Equal(2, second.Fit(s_data, 2, validation: s_data, callbacks: [new Checkpoint(FilePath)]).Epochs.Count);
        Assert.Equal(weights.Packed.Span.ToArray(), again.Packed.Span.ToArray());
        AssertSame(history, second.Fit(s_data, Epochs, validation: s_data, callbacks: [new Checkpoint(FilePath)]));
        Assert.Equal(expected, again.Packed.Span.ToArray());
    }

    [Fact]
    public void CallbacksGoOnToo()
    {
        TrainingCallback[] Callbacks(string folder) =>
        [
            new EarlyStopping(patience: 2, monitor: MonitoredValue.Loss),
            new ReduceOnPlateau(0.5, patience: 1, minChange: 10.0, monitor: MonitoredValue.Loss),
            new CsvLog(Path.Combine(folder, "log.csv")),
        ];
        string[] Log(string folder) => [.. File.ReadLines(Path.Combine(folder, "log.csv")).Select(l => l[..l.LastIndexOf(',')])];

        // A learning rate that makes the loss go up: early stopping has something to restore.
        DenseWeights whole = s_model.CreateWeights();
        using DenseTrainer<float> uninterrupted = Create("wild", 5, whole);
        TrainingHistory expected = uninterrupted.Fit(s_data, 12, callbacks: Callbacks(_folder));
        string[] log = Log(_folder);
        Assert.NotNull(expected.StopReason);
        for (int steps = 3; steps < expected.Epochs.Count * Steps; steps += 5)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, $"{steps}")).FullName;
            string path = Path.Combine(folder, "c");
            using (DenseTrainer<float> trainer = Create("wild", 5))
            {
                Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, steps, 12, null, [.. Callbacks(folder), new Checkpoint(path)]));
            }

            // What a killed process may have written after its last checkpoint.
            File.AppendAllText(Path.Combine(folder, "log.csv"), $"{(steps / Steps) + 1},1,1,1,1\n{(steps / Steps) + 2},0.");
            DenseWeights weights = s_model.CreateWeights(4);
            using DenseTrainer<float> resumed = Create("wild", 6, weights);
            TrainingHistory history = resumed.Fit(s_data, 12, callbacks: [.. Callbacks(folder), new Checkpoint(path)]);
            AssertSame(expected, history);
            Assert.Equal(expected.StopReason, history.StopReason);
            Assert.Equal(whole.Packed.Span.ToArray(), weights.Packed.Span.ToArray());
            Assert.Equal(log, Log(folder));
        }
    }

    [Fact]
    public void AFileThatDoesNotFitIsRefusedAndChangesNothing()
    {
        using (DenseTrainer<float> trainer = Create("adam", seed: 5))
        {
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6, Epochs, s_data, [new EarlyStopping(5), new Checkpoint(FilePath)]));
        }

        void Refused<TInput>(DenseTrainer<TInput> trainer, string message, Action<DenseTrainer<TInput>>? load = null)
            where TInput : unmanaged
        {
            using (trainer)
            {
                float[] before = trainer.Weights.Packed.Span.ToArray();
                var error = Assert.Throws<CheckpointException>(() => (load ?? (t => t.LoadCheckpoint(FilePath)))(trainer));
                Assert.Contains($"{FilePath}: {message}", error.Message, StringComparison.Ordinal);
                Assert.Equal(before, trainer.Weights.Packed.Span.ToArray());
                Assert.Equal(0, trainer.Steps);
                Assert.Equal(0, trainer.Optimizer.Iterations);
            }
        }

        DenseModel wide = DenseModel.OfFeatures(2, 3, 3);
        Refused(
            new DenseTrainer<float>(wide.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.05f), 16),
            "it is a checkpoint of a model with the tensors 'dense.bias [2], dense.kernel [2, 2]', not 'dense.bias [3], dense.kernel [2, 3]'");
        Refused(
            new DenseTrainer<float>(s_model.CreateWeights(), LossKind.MeanSquaredError, true, new Adam(0.05f), 16),
            "it is a checkpoint of a model with the loss 'SparseCategoricalCrossentropy from logits");
        Refused(Create("sgd", 1), "it is a checkpoint of an optimiser 'Adam(beta1 0.9, beta2 0.999, epsilon 1E-07, decay 0)', not 'Sgd(momentum 0)'");
        Refused(
            new DenseTrainer<float>(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.05f) { ClipNorm = 1f }, 16),
            "it is a checkpoint of an optimiser 'Adam(beta1 0.9, beta2 0.999, epsilon 1E-07, decay 0)', not 'Adam(beta1 0.9, beta2 0.999, epsilon 1E-07, decay 0), ClipNorm 1'");
        Refused(
            new DenseTrainer<float>(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.05f), 8),
            "it was made with a batch size of 16, this trainer has 8");
        Refused(
            Create("adam", 1),
            "it is from within a training on 50 rows of 3 timesteps, shuffled, 50 rows to validate with; Fit was given 49 rows",
            t => t.Fit(s_data.Slice(0, 49), Epochs, validation: s_data, callbacks: [new EarlyStopping(5), new Checkpoint(FilePath)]));
        Refused(
            Create("adam", 1),
            "it is from epoch 2 of its training; Fit was given 1 epochs",
            t => t.Fit(s_data, 1, validation: s_data, callbacks: [new EarlyStopping(5), new Checkpoint(FilePath)]));
        Refused(
            Create("adam", 1),
            "it remembers the callbacks EarlyStopping; Fit was given Checkpoint",
            t => t.Fit(s_data, Epochs, validation: s_data, callbacks: [new Checkpoint(FilePath)]));
        Refused(
            Create("adam", 1),
            "it holds callbacks/0/weights/dense.bias, which nothing here knows",
            t => t.Fit(s_data, Epochs, validation: s_data, callbacks: [new EarlyStopping(5) { RestoreBestWeights = false }, new Checkpoint(FilePath)]));
    }

    /// <summary>Everything that decides the bits and is not in the file has to be what it was.</summary>
    [Theory]
    [InlineData("rows", "the rows to train on are as many as those of its training, 50 rows of 3 timesteps, shuffled, 50 rows to validate with, but not the same ones in the same order")]
    [InlineData("order", "the rows to train on are as many as")]
    [InlineData("length", "the rows to train on are as many as")]
    [InlineData("class", "the rows to train on are as many as")]
    [InlineData("weight", "the rows to train on are as many as")]
    [InlineData("validation", "the rows to validate with are as many as")]
    [InlineData("no schedule", "it is from a training with the schedule StepDecay(learningRate 0.1, interval 2, factor 0.5); this optimiser has no schedule. Give the optimiser the schedule that it was begun with.")]
    [InlineData("schedule", "it is from a training with the schedule StepDecay(learningRate 0.1, interval 2, factor 0.5); this optimiser has the schedule StepDecay(learningRate 0.1, interval 3, factor 0.5).")]
    [InlineData("own schedule", "it is from a training in which falling gave the learning rate 0.05 for update 5; this one gives 0.025.")]
    [InlineData("class weights", "it is from a training with the class weights 1, 2.5; this trainer has no class weights. Give it the same (TrainerOptions.ClassWeights).")]
    [InlineData("nothing", null)]
    [InlineData("culture", null)]
    public void AnotherTrainingIsToldSo(string what, string? message)
    {
        float[] x = TestRows.Features(50 * 6, 3);
        int[] classes = TestRows.Integers(50, 2, 4);
        int[] lengths = [.. Enumerable.Range(0, 50).Select(row => 1 + (row % 3))];
        float[] rowWeights = [.. Enumerable.Repeat(1f, 50)];
        SequenceDataset<float> Data() => new(x, 50, 3, classes, lengths, rowWeights);
        var validation = TestRows.Learnable(s_model, 50, 1);
        DenseTrainer<float> Trainer(bool again) => new(
            s_model.CreateWeights(),
            LossKind.SparseCategoricalCrossentropy,
            true,
            new Sgd(0.1f)
            {
                Schedule = what == "own schedule" ? new Falling(again ? 0.025f : 0.05f) : what == "no schedule" && again ? null : new StepDecay(0.1f, what == "schedule" && again ? 3 : 2, 0.5),
            },
            16,
            new TrainerOptions { ClassWeights = what == "class weights" && again ? null : [1f, 2.5f], Groups = [new ParameterGroup("dense.bias") { LearningRateFactor = 0.5f }] });
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = what == "culture" ? TestCultures.Odd : culture;
        using (DenseTrainer<float> trainer = Trainer(again: false))
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(
                () => trainer.Fit(Data(), Epochs, validation, callbacks: [new Checkpoint(FilePath), new Canceller(source, 6)], cancellationToken: source.Token));
        }

        CultureInfo.CurrentCulture = culture;

        // What lies beyond a row's length is no part of it.
        x[(6 * 6) + 2] = float.NaN;
        SequenceDataset<float> data = Data();
        switch (what)
        {
            case "rows":
                x[6 * 7] += 1e-6f;
                break;
            case "order":
                data = data.Select([1, 0, .. Enumerable.Range(2, 48)]);
                break;
            case "length":
                lengths[2] = 2;
                break;
            case "class":
                classes[9] = 1 - classes[9];
                break;
            case "weight":
                rowWeights[49] = 0.5f;
                break;
            case "validation":
                validation = TestRows.Learnable(s_model, 50, 2);
                break;
        }

        using DenseTrainer<float> resumed = Trainer(again: true);
        float[] before = resumed.Weights.Packed.Span.ToArray();
        string log = Path.Combine(_folder, "log.csv");
        File.WriteAllText(log, "somebody's");
        TrainingHistory Fit() => resumed.Fit(data, Epochs, validation, callbacks: [new CsvLog(log) { Append = false }, new Checkpoint(FilePath)]);
        if (message is null)
        {
            File.Delete(log);
            Assert.Equal(Epochs, Fit().Epochs.Count);
            return;
        }

        Assert.StartsWith($"{FilePath}: {message}", Assert.Throws<CheckpointException>(Fit).Message, StringComparison.Ordinal);
        Assert.Equal(before, resumed.Weights.Packed.Span.ToArray());
        Assert.Equal(0, resumed.Steps);
        Assert.Equal("somebody's", File.ReadAllText(log));
    }

    [Fact]
    public void AnotherScheduleIsGivenAfterLoading()
    {
        using (DenseTrainer<float> trainer = Create("sgd", 1))
        {
            trainer.Optimizer.Schedule = new StepDecay(0.1f, 2);
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6, new Checkpoint(FilePath)));
        }

        for (int time = 0; time < 2; time++)
        {
            using DenseTrainer<float> resumed = Create("sgd", 1);
            resumed.Optimizer.Schedule = time == 0 ? new StepDecay(0.1f, 2) : new StepDecay(0.5f, 100);
            if (time == 0)
            {
                resumed.LoadCheckpoint(FilePath);
                resumed.Optimizer.Schedule = new StepDecay(0.5f, 100);
            }

            Assert.Equal(Epochs, resumed.Fit(s_data, Epochs, s_data, callbacks: [new Checkpoint(FilePath)]).Epochs.Count);
            Assert.Equal(0.5f, resumed.Optimizer.LearningRate);
        }
    }

    [Fact]
    public void WhatCannotBeWrittenIsFoundBeforeTheFirstStep()
    {
        using DenseTrainer<float> trainer = Create("sgd", 1);
        Assert.Contains(
            "The folder of", Assert.Throws<DirectoryNotFoundException>(() => trainer.Fit(s_data, 1, callbacks: [new Checkpoint(Path.Combine(_folder, "none", "c"))])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => trainer.Fit(s_data, 1, callbacks: [new Checkpoint(_folder)])).Message, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Steps);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>Who cancels counts on the checkpoint.</summary>
    [Fact]
    public void ACancelledFitWhoseCheckpointCannotBeWrittenSaysSo()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "goes")).FullName;
        using DenseTrainer<float> trainer = Create("sgd", 1);
        using var source = new CancellationTokenSource();
        Assert.Throws<DirectoryNotFoundException>(() => trainer.Fit(
            s_data,
            1,
            callbacks:
            [
                new Checkpoint(Path.Combine(folder, "c")),
                new OnStep(() =>
                {
                    Directory.Delete(folder);
                    source.Cancel();
                }),
            ],
            cancellationToken: source.Token));
        trainer.SaveCheckpoint(FilePath);
        Assert.Equal(1, trainer.Steps);
    }

    /// <summary>A checkpoint that a callback asks for before the first step holds what the one that training goes on from held.</summary>
    [Fact]
    public void OneSavedAtTheBeginningKnowsWhereTheTrainingStands()
    {
        float[] expected = Whole("adam", out TrainingHistory history);
        using (DenseTrainer<float> trainer = Create("adam", 5))
        {
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6, new Checkpoint(FilePath)));
        }

        string other = Path.Combine(_folder, "other");
        using (DenseTrainer<float> trainer = Create("adam", 1))
        {
            trainer.Fit(s_data, Epochs, s_data, callbacks: [new Checkpoint(FilePath), new AtBegin(context => context.SaveCheckpoint(other))]);
        }

        using DenseTrainer<float> resumed = Create("adam", 2);
        AssertSame(history, resumed.Fit(s_data, Epochs, s_data, callbacks: [new Checkpoint(other)]));
        Assert.Equal(expected, resumed.Weights.Packed.Span.ToArray());
        Assert.Equal(Epochs * Steps, resumed.Steps);
    }

    [Fact]
    public void AFileThatWasCutOffOrChangedIsRefusedAtEveryByte()
    {
        using (DenseTrainer<float> trainer = Create("momentum", seed: 5))
        {
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6, new Checkpoint(FilePath)));
        }

        byte[] good = File.ReadAllBytes(FilePath);
        DenseWeights weights = s_model.CreateWeights(4);
        float[] before = weights.Packed.Span.ToArray();
        using DenseTrainer<float> target = Create("momentum", 1, weights);
        string bad = Path.Combine(_folder, "bad");
        string Refuse(byte[] bytes)
        {
            File.WriteAllBytes(bad, bytes);
            return Assert.Throws<CheckpointException>(() => target.LoadCheckpoint(bad)).Message;
        }

        for (int length = 0; length < good.Length; length += 7)
        {
            Assert.Contains("It was cut off", Refuse(good[..length]), StringComparison.Ordinal);
        }

        Refuse([.. good, 0]);
        for (int i = 0; i < good.Length; i += 3)
        {
            byte[] changed = (byte[])good.Clone();
            changed[i] ^= 0x41;
            Refuse(changed);
        }

        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(0, target.Steps);
        Assert.Throws<FileNotFoundException>(() => target.LoadCheckpoint(Path.Combine(_folder, "none")));
        target.LoadCheckpoint(FilePath);
        Assert.Equal(6, target.Steps);
    }

    [Theory]
    [InlineData("weights/dense.bias", float.NaN, "weights/dense.bias, element 1 is NaN")]
    [InlineData("optimizer/velocity/dense.kernel", float.PositiveInfinity, "optimizer/velocity/dense.kernel, element 1 is Infinity")]
    [InlineData("optimizer/learning_rate", double.NegativeInfinity, "optimizer/learning_rate is -Infinity; a learning rate is a finite number")]
    [InlineData("optimizer/learning_rate", double.NaN, "optimizer/learning_rate is NaN; a learning rate is a finite number")]
    [InlineData("steps", -3.0, "steps is -3; it lies between 0 and")]
    [InlineData("fit/epoch", 1e12, "fit/epoch is 1000000000000; it lies between 0 and 2147483647")]
    [InlineData("fit/epoch", 7.0, "fit/history has 6 values; 6 finished epochs have 36")]
    public void ValuesThatMakeNoSenseAreRefusedThoughTheChecksumIsRight(string name, double value, string message)
    {
        using (DenseTrainer<float> trainer = Create("momentum", seed: 5))
        {
            Assert.Throws<OperationCanceledException>(() => CancelAfter(trainer, 6, new Checkpoint(FilePath)));
        }

        Dictionary<string, Array> entries = CompilerServices.CheckpointFile.Read(FilePath);
        switch (entries[name])
        {
            case float[] floats:
                floats[1] = (float)value;
                break;
            case long[] longs:
                longs[0] = (long)value;
                break;
            case double[] doubles:
                doubles[0] = value;
                break;
        }

        using (FileStream stream = File.Create(FilePath))
        {
            CompilerServices.CheckpointFile.Write(entries, stream);
        }

        DenseWeights weights = s_model.CreateWeights(4);
        float[] before = weights.Packed.Span.ToArray();
        using DenseTrainer<float> target = Create("momentum", 1, weights);
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => target.LoadCheckpoint(FilePath)).Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(0, target.Steps);
        Assert.Equal(Epochs, target.Fit(s_data, Epochs).Epochs.Count);
    }

    private static float[] Whole(string optimizer, out TrainingHistory history)
    {
        DenseWeights weights = s_model.CreateWeights();
        using DenseTrainer<float> trainer = Create(optimizer, 5, weights);
        history = trainer.Fit(s_data, Epochs, validation: s_data);
        return weights.Packed.Span.ToArray();
    }

    private static void CancelAfter(DenseTrainer<float> trainer, int steps, params TrainingCallback[] callbacks)
        => CancelAfter(trainer, steps, Epochs, s_data, callbacks);

    private static void CancelAfter(DenseTrainer<float> trainer, int steps, int epochs, SequenceDataset<float>? validation, TrainingCallback[] callbacks)
    {
        using var source = new CancellationTokenSource();
        trainer.Fit(s_data, epochs, validation, callbacks: [.. callbacks, new Canceller(source, steps)], cancellationToken: source.Token);
    }

    private static DenseTrainer<float> Create(string optimizer, ulong seed, DenseWeights? weights = null) => new(
        weights ?? s_model.CreateWeights(),
        LossKind.SparseCategoricalCrossentropy,
        true,
        optimizer switch
        {
            "sgd" => new Sgd(0.1f),
            "wild" => new Sgd(40f),
            "momentum" => new Sgd(0.1f, 0.9f, nesterov: true),
            "adam" => new Adam(0.05f),
            "adamw" => AdamW.PyTorch(0.05f),
            "nadam" => new Nadam(0.05f),
            "rmsprop" => new RmsProp(0.05f),
            "centred" => RmsProp.PyTorch(0.05f, momentum: 0.5f, centered: true),
            _ => new Adagrad(0.05f),
        },
        16,
        new TrainerOptions { Seed = seed, Threads = 2 })
    { Dropout = 0.2f };

    private static void AssertSame(TrainingHistory expected, TrainingHistory actual)
        => Assert.Equal(expected.Epochs.Select(e => e with { Seconds = 0 }), actual.Epochs.Select(e => e with { Seconds = 0 }));

    private sealed class Falling(float later) : LearningRateSchedule
    {
        public override float At(long step) => step < 3 ? 0.1f : later;

        public override string ToString() => "falling";
    }

    private sealed class OnStep(Action action) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => action();
    }

    private sealed class AtBegin(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnTrainBegin(TrainingContext context) => action(context);
    }

    private sealed class Canceller(CancellationTokenSource source, int steps) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.TotalSteps == steps)
            {
                source.Cancel();
            }
        }
    }
}
