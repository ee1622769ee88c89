using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Generators: what they are told, how far ahead they are read, what becomes of their exceptions, and that their thread always ends.</summary>
public sealed class SequenceGeneratorTests
{
    private const int BatchSize = 16;

    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);
    private static readonly SequenceFormat s_format = new() { Timesteps = 3, Features = 2 };

    public static TheoryData<int> Prefetched => [0, 1, 3];

    /// <summary>Epochs count on from one Fit to the next, and 0 is for evaluation.</summary>
    [Theory]
    [MemberData(nameof(Prefetched))]
    public void AFunctionIsToldTheEpoch(int prefetched)
    {
        var epochs = new List<int>();
        var validations = new List<int>();
        SequenceGenerator<float> Source(List<int> told) => new(s_format, epoch =>
        {
            told.Add(epoch);
            return Rows(20);
        });
        using DenseTrainer<float> trainer = Create(prefetched);
        trainer.Fit(Source(epochs), 2, validation: Source(validations));
        trainer.Fit(Source(epochs), 1);
        trainer.Evaluate(Source(validations));
        Assert.Equal([1, 2, 3], epochs);
        Assert.Equal([0, 0, 0], validations);
        Assert.Equal(15, trainer.Evaluate(Source([]), [new ConfusionMatrix()]).Elements);
    }

    [Fact]
    public void WithoutRowsPerEpochNobodyKnowsHowManyStepsThereAre()
    {
        var output = new StringWriter();
        var steps = new List<(int Step, int Steps, TimeSpan Remaining)>();
        var progress = new ConsoleProgress(output, isTerminal: true);
        using DenseTrainer<float> trainer = Create(2);
        trainer.Fit(new SequenceGenerator<float>(s_format, epoch => Rows(epoch == 1 ? 40 : 10)), 2, progress: new Both(progress, p => steps.Add((p.Step, p.Steps, p.Remaining + p.EpochRemaining))));
        Assert.Equal([1, 2, 3, 3, 1, 1], steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.Equal((0, TimeSpan.Zero), (s.Steps, s.Remaining)));
        Assert.Matches("^\repoch 1/2  step 1  loss [0-9.]+  accuracy [0-9.]+  [0-9,]+ rows/s\r", output.ToString());
        Assert.Equal(4, trainer.Steps);
        steps.Clear();
        trainer.Fit(new SequenceGenerator<float>(s_format, _ => Rows(int.MaxValue)) { RowsPerEpoch = 40 }, 1, progress: new Both(progress, p => steps.Add((p.Step, p.Steps, p.Remaining))));
        Assert.Equal([(1, 3), (2, 3), (3, 3), (3, 3)], steps.Select(s => (s.Step, s.Steps)));
    }

    /// <summary>The exception comes on the thread of Fit, after the steps of the rows before it, and says where.</summary>
    [Theory]
    [MemberData(nameof(Prefetched))]
    public void WhatAGeneratorThrowsEndsFit(int prefetched)
    {
        var thread = new Watched();
        IEnumerable<SequenceRow<float>> Throwing(int epoch)
        {
            foreach (SequenceRow<float> row in thread.Watch(Rows(37)))
            {
                yield return row;
            }

            if (epoch == 2)
            {
                throw new FormatException("no such line");
            }
        }

        using DenseTrainer<float> trainer = Create(prefetched);
        var error = Assert.Throws<SequenceSourceException>(() => trainer.Fit(new SequenceGenerator<float>(s_format, Throwing), 3, shuffle: false));
        Assert.Equal("Dense: train: the generator threw FormatException after 37 rows of epoch 2: no such line", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal((2, 37), (error.Epoch, error.Row));
        Assert.Equal(3 + (37 / BatchSize), trainer.Steps);
        thread.AssertEnded(prefetched > 0);
    }

    /// <summary>What was trained before a row failed is not lost: saved by hand, it goes on once the rows are there.</summary>
    [Theory]
    [MemberData(nameof(Prefetched))]
    public void ATrainingWhoseRowsFailedGoesOnWithThem(int prefetched)
    {
        SequenceGenerator<float> Source(bool fails) => new(s_format, epoch => Rows(60).Select((row, i) => fails && epoch == 2 && i == 41 ? throw new FormatException("no such line") : row)) { ShuffleBuffer = 8 };
        using DenseTrainer<float> expected = Create(prefetched);
        expected.Fit(Source(fails: false), 3, callbacks: [new MovingAverage(0.9f)]);
        string path = Path.GetTempFileName();
        using (DenseTrainer<float> trainer = Create(prefetched))
        {
            Assert.Throws<SequenceSourceException>(() => trainer.Fit(Source(fails: true), 3, callbacks: [new MovingAverage(0.9f)]));
            Assert.Equal(6, trainer.Steps);
            trainer.SaveCheckpoint(path);
        }

        using DenseTrainer<float> resumed = Create(prefetched);
        resumed.LoadCheckpoint(path);
        File.Delete(path);
        resumed.Fit(Source(fails: false), 3, callbacks: [new MovingAverage(0.9f)]);
        Assert.Equal(expected.Weights.Packed.Span.ToArray(), resumed.Weights.Packed.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Prefetched))]
    public void WhatIsNotARowEndsFit(int prefetched)
    {
        float[] nan = [0f, 0f, 0f, float.NaN];
        Refused(new(s_format, _ => Rows(20).Append(new SequenceRow<float>(nan, 0))), 1, "train, row 20, timestep 1, feature 1 is NaN; inputs must be finite. It came in epoch 1.");
        Refused(new(s_format, _ => Rows(20).Append(new SequenceRow<float>(new float[2], 2))), 1, "train, row 20: class 2; the model has the classes 0 to 1. It came in epoch 1.");
        Refused(new(s_format, _ => Rows(20).Append(default)), 1, "train: row 20 of epoch 1: it has 0 class ids; expected one per row = 1.");
        Refused(new(s_format, _ => Rows(20)) { RowsPerEpoch = 21 }, 1, "train: the generator ended after 20 rows of epoch 1; RowsPerEpoch is 21. Let it yield that many, or leave RowsPerEpoch out.");
        Refused(new(s_format, _ => []), 0, "train: epoch 1 has no rows; at least one is needed.");
        Refused(new(s_format, _ => null!), 0, "train: the generator returned null for epoch 1.");
        Refused(new(s_format, _ => throw new FormatException("closed")), 0, "train: the generator threw FormatException after 0 rows of epoch 1: closed");

        void Refused(SequenceGenerator<float> source, int steps, string message)
        {
            using DenseTrainer<float> trainer = Create(prefetched);
            Assert.Equal($"Dense: {message}", Assert.Throws<SequenceSourceException>(() => trainer.Fit(source, 1, shuffle: false)).Message);
            Assert.Equal(steps, trainer.Steps);
            if (steps == 0)
            {
                var error = Assert.Throws<SequenceSourceException>(() => trainer.Evaluate(source));
                Assert.Equal($"Dense: {message.Replace("train", "data").Replace("of epoch 1", "of an evaluation (epoch 0)").Replace("for epoch 1", "for an evaluation (epoch 0)").Replace("epoch 1 has", "it has")}", error.Message);
            }
        }
    }

    [Fact]
    public void AFormatThatTheModelDoesNotReadIsRefusedBeforeTheGeneratorIsAsked()
    {
        using DenseTrainer<float> trainer = Create(2);
        var source = new SequenceGenerator<float>(s_format with { Features = 3 }, _ => throw new InvalidOperationException("asked"));
        Assert.StartsWith("Dense: train has 3 features per timestep, the model reads 2.", Assert.Throws<ArgumentException>(() => trainer.Fit(source, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceGenerator<float>(s_format, _ => []) { RowsPerEpoch = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceGenerator<float>(s_format, _ => []) { ShuffleBuffer = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { PrefetchedBatches = -1 });
    }

    /// <summary>However Fit ends, the thread has ended with it, and the enumerator was disposed of.</summary>
    [Theory]
    [InlineData("stop")]
    [InlineData("throw")]
    [InlineData("cancel")]
    [InlineData("diverge")]
    public void TheThreadEndsWithFit(string how)
    {
        foreach (int prefetched in new[] { 0, 2 })
        {
            var thread = new Watched();
            var source = new SequenceGenerator<float>(s_format, _ => thread.Watch(Rows(int.MaxValue)));
            using var cancellation = new CancellationTokenSource();
            using DenseTrainer<float> trainer = Create(prefetched, how == "diverge" ? 1e38f : 0.1f);
            var callback = new OnStep(context =>
            {
                if (context.Step == 3)
                {
                    switch (how)
                    {
                        case "stop":
                            context.Stop("enough");
                            break;
                        case "throw":
                            throw new FormatException();
                        case "cancel":
                            cancellation.Cancel();
                            break;
                    }
                }
            });
            Exception? error = Record.Exception(() => trainer.Fit(source, 2, callbacks: [callback], cancellationToken: cancellation.Token));
            Assert.Equal(how switch { "stop" => null, "throw" => typeof(FormatException), "cancel" => typeof(OperationCanceledException), _ => typeof(TrainingDivergedException) }, error?.GetType());
            thread.AssertEnded(prefetched > 0);
        }
    }

    /// <summary>A generator that waits for something is told that it need not.</summary>
    [Theory]
    [MemberData(nameof(Prefetched))]
    public void CancellationReachesAGeneratorThatWaits(int prefetched)
    {
        using var cancellation = new CancellationTokenSource();
        var thread = new Watched();
        IEnumerable<SequenceRow<float>> Waiting(CancellationToken token)
        {
            foreach (SequenceRow<float> row in Rows(20))
            {
                yield return row;
            }

            cancellation.CancelAfter(50);
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        }

        using DenseTrainer<float> trainer = Create(prefetched);
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(new SequenceGenerator<float>(s_format, (_, token) => thread.Watch(Waiting(token))), 1, shuffle: false, cancellationToken: cancellation.Token));
        thread.AssertEnded(prefetched > 0);
    }

    /// <summary>What a generator registers with its token may throw: the thread ends, and a cancelled training is one.</summary>
    [Theory]
    [MemberData(nameof(Prefetched))]
    public void WhatThrowsWhenTheTokenIsCancelledIsToldWhereTheEpochHasEnded(int prefetched)
    {
        var thread = new Watched();
        SequenceGenerator<float> Generator(int rows) => new(s_format, (_, token) =>
        {
            token.Register(() => throw new FormatException("closed"));
            return thread.Watch(Rows(rows));
        });

        using DenseTrainer<float> trainer = Create(prefetched);
        var error = Assert.Throws<SequenceSourceException>(() => trainer.Fit(Generator(20), 1));
        Assert.Equal("Dense: train: FormatException in what the generator registered with the token of epoch 1: closed", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
        thread.AssertEnded(prefetched > 0);
        var stop = new InvalidOperationException("stop");
        Assert.Same(stop, Assert.Throws<InvalidOperationException>(() => trainer.Fit(Generator(5000), 1, shuffle: false, callbacks: [new OnStep(_ => throw stop)])));
        thread.AssertEnded(prefetched > 0);
    }

    /// <summary>No more batches are read than asked for, and the buffer that shuffles holds no more rows than it says.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 100)]
    public void ReadingAheadIsBounded(int prefetched, int buffer)
    {
        int read = 0;
        var source = new SequenceGenerator<float>(s_format, _ => Rows(2000).Select(row =>
        {
            Interlocked.Increment(ref read);
            return row;
        }))
        { ShuffleBuffer = buffer };
        using DenseTrainer<float> trainer = Create(prefetched);
        trainer.Fit(source, 1, callbacks: [new OnStep(context =>
        {
            Thread.Sleep(context.Step < 5 ? 20 : 0);
            Assert.InRange(Volatile.Read(ref read), 1, ((context.Step + prefetched) * BatchSize) + buffer);
        })]);
        Assert.Equal(2000, read);
    }

    [Fact]
    public void AnEpochThatIsShorterThanItWasIsNoneToGoOnWith()
    {
        string path = Path.GetTempFileName();
        File.Delete(path);
        using var cancellation = new CancellationTokenSource();
        using (DenseTrainer<float> trainer = Create(2))
        {
            var cancel = new OnStep(context =>
            {
                if (context.Step == 2)
                {
                    cancellation.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(new SequenceGenerator<float>(s_format, _ => Rows(50)), 2, callbacks: [cancel, new Checkpoint(path)], cancellationToken: cancellation.Token));
        }

        using DenseTrainer<float> resumed = Create(2);
        var error = Assert.Throws<SequenceSourceException>(() => resumed.Fit(new SequenceGenerator<float>(s_format, _ => Rows(10)), 2, callbacks: [new Checkpoint(path)]));
        Assert.Equal("Dense: train: epoch 1 has 10 rows; the checkpoint was made after 2 batches of 16. Training goes on from a checkpoint with the rows that it was begun with.", error.Message);
        File.Delete(path);
    }

    /// <summary>The rows of an epoch up to the checkpoint are read anew: they must be those that were trained on.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 7)]
    public void OtherRowsForTheSameEpochAreNoneToGoOnWith(int prefetched, int buffer)
    {
        string path = Path.GetTempFileName();
        File.Delete(path);
        SequenceGenerator<float> Source(int changed) => new(s_format, _ => Rows(60).Select((row, i) => i == changed ? new SequenceRow<float>(row.Inputs, 1 - (i % 2)) : row)) { ShuffleBuffer = buffer };
        using var cancellation = new CancellationTokenSource();
        using (DenseTrainer<float> trainer = Create(prefetched))
        {
            var cancel = new OnStep(context =>
            {
                if (context.Step == 2)
                {
                    cancellation.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(Source(-1), 2, shuffle: buffer > 1, callbacks: [cancel, new Checkpoint(path)], cancellationToken: cancellation.Token));
        }

        using DenseTrainer<float> refused = Create(prefetched);
        var error = Assert.Throws<SequenceSourceException>(() => refused.Fit(Source(5), 2, shuffle: buffer > 1, callbacks: [new Checkpoint(path)]));
        Assert.Equal(
            "Dense: train: the first 32 rows of epoch 1 are not those that were trained on before the checkpoint. A generator gives the same rows whenever it is asked for the same epoch; draw what is random in it from the epoch, as new Random(epoch) does.",
            error.Message);

        // What was not trained on yet may be another.
        using DenseTrainer<float> resumed = Create(prefetched);
        resumed.Fit(Source(55), 2, shuffle: buffer > 1, callbacks: [new Checkpoint(path)]);
        Assert.Equal(8, resumed.Steps);
        File.Delete(path);
    }

    /// <summary>The buffer takes the memory of the rows that come, not of those that there is room for.</summary>
    [Fact]
    public void ABufferMayBeLargerThanAnyStream()
    {
        using DenseTrainer<float> expected = Create(0);
        expected.Fit(new SequenceGenerator<float>(s_format, _ => Rows(3000)) { ShuffleBuffer = 3000 }, 2);
        using DenseTrainer<float> trainer = Create(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Fit(new SequenceGenerator<float>(s_format, _ => Rows(3000)) { ShuffleBuffer = int.MaxValue }, 2);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Equal(expected.Weights.Packed.Span.ToArray(), trainer.Weights.Packed.Span.ToArray());
    }

    private static DenseTrainer<float> Create(int prefetched, float learningRate = 0.1f)
        => new(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(learningRate), BatchSize, new TrainerOptions { Threads = 1, PrefetchedBatches = prefetched });

    private static IEnumerable<SequenceRow<float>> Rows(int count)
    {
        float[] x = TestRows.Features(64, 1);
        for (int row = 0; row < count; row++)
        {
            yield return new SequenceRow<float>(x.AsMemory(row % 29 * 2, row % 4 * 2), row % 2);
        }
    }

    /// <summary>The threads that enumerate, and whether enumerators were disposed of.</summary>
    private sealed class Watched
    {
        private readonly List<Thread> _threads = [];
        private int _open;

        public IEnumerable<SequenceRow<float>> Watch(IEnumerable<SequenceRow<float>> rows)
        {
            _threads.Add(Thread.CurrentThread);
            Interlocked.Increment(ref _open);
            try
            {
                foreach (SequenceRow<float> row in rows)
                {
                    yield return row;
                }
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }

        public void AssertEnded(bool ofTheirOwn)
        {
            Assert.Equal(0, _open);
            Assert.NotEmpty(_threads);
            Assert.All(_threads, thread => Assert.Equal(ofTheirOwn, !thread.IsAlive));
            Assert.All(_threads, thread => Assert.Equal(ofTheirOwn, thread != Thread.CurrentThread));
        }
    }

    private sealed class OnStep(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => action(context);
    }

    private sealed class Both(ConsoleProgress console, Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            console.Report(value);
            action(value);
        }
    }
}
