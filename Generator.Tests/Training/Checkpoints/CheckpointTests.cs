using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
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
