using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class ShardingTests
{
    [Theory]
    [InlineData("adam")]
    [InlineData("norm")]
    [InlineData("global")]
    public void TheNumberOfThreadsChangesNoBit(string kind)
    {
        (float[] Weights, double[] Losses) Train(int threads)
        {
            // More than one chunk of packed floats, and shards of 8, 8, 8 and 5 rows.
            DenseModel model = DenseModel.OfFeatures(features: 520, timesteps: 2, outputs: 17);
            DenseWeights weights = model.CreateWeights();
            Optimizer optimizer = kind switch
            {
                "norm" => new Sgd(0.1f, 0.9f) { ClipNorm = 0.01f },
                "global" => new Sgd(0.1f, 0.9f, true) { GlobalClipNorm = 0.01f },
                _ => new AdamW(0.01f),
            };
            using var trainer = new DenseTrainer<float>(
                weights, LossKind.SparseCategoricalCrossentropy, true, optimizer, batchSize: 29, new TrainerOptions { Threads = threads, Seed = 5 })
            {
                Dropout = 0.25f,
            };
            SequenceDataset<float> data = TestRows.Learnable(model, 34, seed: 3);
            TrainingHistory history = trainer.Fit(data, epochs: 2, validation: data.Slice(3, 30));
            return (weights.Packed.Span.ToArray(), history.Epochs.SelectMany(e => new[] { e.Loss, e.Metric, e.ValidationLoss!.Value }).ToArray());
        }

        (float[] weights, double[] losses) = Train(1);
        foreach (int threads in new[] { 2, 3, 16 })
        {
            (float[] otherWeights, double[] otherLosses) = Train(threads);
            Assert.Equal(losses, otherLosses);
            Assert.True(weights.AsSpan().SequenceEqual(otherWeights), $"{threads} threads");
        }
    }

    [Theory]
    [InlineData(1, "0+1")]
    [InlineData(7, "0+7")]
    [InlineData(32, "0+8 8+8 16+8 24+8")]
    [InlineData(29, "0+8 8+8 16+8 24+5")]
    [InlineData(100, "0+13 13+13 26+13 39+13 52+13 65+13 78+13 91+9")]
    public void ShardsDependOnTheBatchSizeAlone(int batchSize, string expected)
    {
        foreach (int threads in new[] { 1, 4 })
        {
            DenseWeights weights = DenseModel.OfFeatures(2, 1, 3).CreateWeights();
            using var trainer = new DenseTrainer<float>(
                weights, LossKind.MeanSquaredError, true, new Sgd(), batchSize, new TrainerOptions { Threads = threads });
            var firsts = new ConcurrentBag<int>();
            trainer.OnForward = firsts.Add;
            trainer.TrainOnBatch(new float[batchSize * 2], [], new float[batchSize * 3]);
            int[] starts = firsts.Order().ToArray();
            Assert.Equal(expected, string.Join(' ', starts.Select((start, i) => $"{start}+{(i + 1 < starts.Length ? starts[i + 1] : batchSize) - start}")));
        }
    }

    [Fact]
    public void AShortBatchIsTheSameAsItsRowsAlone()
    {
        DenseModel model = DenseModel.OfFeatures(3, 2, 4);
        float[] x = TestRows.Features(11 * 6, 1);
        int[] classes = TestRows.Integers(11, 4, 2);
        DenseWeights small = model.CreateWeights();
        DenseWeights large = model.CreateWeights();
        using var exact = new DenseTrainer<float>(small, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.5f), batchSize: 11);
        using var roomy = new DenseTrainer<float>(large, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.5f), batchSize: 64);

        // Rows of a larger batch must not linger in the shards that a smaller one leaves idle.
        roomy.ComputeGradients(TestRows.Features(64 * 6, 7), [], TestRows.Integers(64, 4, 8));
        Assert.Equal(exact.TrainOnBatch(x, [], classes), roomy.TrainOnBatch(x, [], classes));
        Assert.Equal(small.Packed.Span.ToArray(), large.Packed.Span.ToArray());
    }

    /// <summary>Rows are arranged by their lengths, so that their order in the batch does not even decide the order of a sum.</summary>
    [Fact]
    public void RowsOfDifferentLengthsMayComeInAnyOrder()
    {
        const int Rows = 29;
        const int Features = 3;
        DenseModel model = DenseModel.OfFeatures(Features, timesteps: Rows, outputs: 4);
        int stride = Rows * Features;
        float[] x = TestRows.Features(Rows * stride, 1);
        int[] classes = TestRows.Integers(Rows, 4, 2);
        float[] sampleWeights = [.. Enumerable.Range(0, Rows).Select(row => 0.5f + (row * 0.07f))];
        (float[] Weights, double Loss, float[] Inputs) Train(int[] order)
        {
            DenseWeights weights = model.CreateWeights();
            using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.5f), batchSize: 32);
            float[] inputs = [.. order.SelectMany(row => x[(row * stride)..((row + 1) * stride)])];
            int[] lengths = [.. order.Select(row => row + 1)];
            int[] ids = [.. order.Select(row => classes[row])];
            float[] own = [.. order.Select(row => sampleWeights[row])];
            float[] gradient = trainer.ComputeGradients(inputs, lengths, ids, own).Inputs!;
            double loss = trainer.TrainOnBatch(inputs, lengths, ids, own);
            return (weights.Packed.Span.ToArray(), loss, gradient);
        }

        int[] longestFirst = [.. Enumerable.Range(0, Rows).Reverse()];
        int[] shuffled = [.. Enumerable.Range(0, Rows).Select(i => i * 11 % Rows)];
        (float[] weights, double loss, float[] gradients) = Train(longestFirst);
        (float[] sameWeights, double sameLoss, float[] ownGradients) = Train(shuffled);
        Assert.Equal(loss, sameLoss);
        Assert.Equal(weights, sameWeights);
        for (int i = 0; i < Rows; i++)
        {
            int place = Array.IndexOf(longestFirst, shuffled[i]);
            Assert.Equal(gradients[(place * stride)..((place + 1) * stride)], ownGradients[(i * stride)..((i + 1) * stride)]);
        }
    }

    [Fact]
    public void AnExceptionInAWorkerReachesTheCallerAndTheTrainerGoesOn()
    {
        DenseWeights weights = DenseModel.OfFeatures(2, 1, 3).CreateWeights();
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(
            weights, LossKind.MeanSquaredError, true, new Sgd(0.1f), 64, new TrainerOptions { Threads = 3 });
        trainer.OnForward = row => throw new InvalidOperationException($"row {row}");
        for (int i = 0; i < 20; i++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => { trainer.TrainOnBatch(new float[128], [], new float[192]); });
            Assert.Equal("row 0", error.Message);
        }

        Assert.Equal(before, weights.Packed.Span.ToArray());
        trainer.OnForward = null;
        trainer.TrainOnBatch(new float[128], [], new float[192]);
        Assert.NotEqual(before, weights.Packed.Span.ToArray());
    }

    [Fact]
    public void TheWorkIsSharedOutAmongThreads()
    {
        DenseWeights weights = DenseModel.OfFeatures(2, 1, 3).CreateWeights();
        using var trainer = new DenseTrainer<float>(
            weights, LossKind.MeanSquaredError, true, new Sgd(0.1f), 64, new TrainerOptions { Threads = 3 });
        var threads = new ConcurrentDictionary<int, string?>();
        using var together = new Barrier(3);
        trainer.OnForward = row =>
        {
            if (threads.TryAdd(Environment.CurrentManagedThreadId, Thread.CurrentThread.Name))
            {
                Assert.True(Thread.CurrentThread.IsBackground || Thread.CurrentThread.Name != "Dense trainer 1");
                Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(60)));
            }
        };
        trainer.TrainOnBatch(new float[128], [], new float[192]);
        Assert.Equal(3, threads.Count);
        Assert.Contains("Dense trainer 1", threads.Values);
        Assert.Contains("Dense trainer 2", threads.Values);
    }

    [Fact]
    public void DisposingEndsTheThreads()
    {
        var threads = new ConcurrentBag<Thread>();
        RunAndDispose(threads, dispose: true);
        AssertEnded(threads);
    }

    [Fact]
    public void AForgottenTrainerEndsItsThreads()
    {
        var threads = new ConcurrentBag<Thread>();
        RunAndDispose(threads, dispose: false);
        for (int i = 0; i < 100 && threads.Any(t => t.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        AssertEnded(threads);
    }

    [Fact]
    public void ADisposedTrainerSaysSo()
    {
        DenseModel model = DenseModel.OfFeatures(2, 1, 3);
        var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { trainer.TrainOnBatch(new float[2], [], new int[1]); });
        Assert.Throws<ObjectDisposedException>(() => trainer.Fit(TestRows.Learnable(model, 4, 1), 1));
        Assert.Throws<ObjectDisposedException>(() => trainer.Evaluate(TestRows.Learnable(model, 4, 1)));
    }

    [Fact]
    public void TwoThreadsAtOnceAreRefused()
    {
        DenseModel model = DenseModel.OfFeatures(2, 1, 3);
        using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        Exception? inner = null;
        trainer.OnForward = _ => inner = Record.Exception(() => { trainer.TrainOnBatch(new float[2], [], new int[1]); });
        trainer.TrainOnBatch(new float[2], [], new int[1]);
        Assert.IsType<InvalidOperationException>(inner);
        Assert.Contains("one thread at a time", inner.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePoolRunsEveryItemOnce()
    {
        using var pool = new WorkerPool(4, "test");
        int[] counts = new int[100];
        Action<int> body = item => Interlocked.Increment(ref counts[item]);
        for (int round = 0; round < 2000; round++)
        {
            pool.Run(round % counts.Length, body);
        }

        // Round r runs the items 0 … (r mod 100) − 1.
        Assert.Equal(Enumerable.Range(0, 100).Select(item => 20 * (99 - item)), counts);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunAndDispose(ConcurrentBag<Thread> threads, bool dispose)
    {
        DenseWeights weights = DenseModel.OfFeatures(2, 1, 3).CreateWeights();
        var trainer = new DenseTrainer<float>(
            weights, LossKind.MeanSquaredError, true, new Sgd(0.1f), 64, new TrainerOptions { Threads = 3 });
        using var together = new Barrier(3);
        var seen = new HashSet<Thread>();
        trainer.OnForward = _ =>
        {
            bool isNew;
            lock (seen)
            {
                isNew = seen.Add(Thread.CurrentThread);
            }

            if (isNew)
            {
                together.SignalAndWait(TimeSpan.FromSeconds(60));
            }
        };
        int caller = Environment.CurrentManagedThreadId;
        trainer.TrainOnBatch(new float[128], [], new float[192]);
        foreach (Thread thread in seen.Where(t => t.ManagedThreadId != caller))
        {
            Assert.True(thread.IsBackground);
            threads.Add(thread);
        }

        Assert.Equal(2, threads.Count);
        if (dispose)
        {
            trainer.Dispose();
        }
    }

    private static void AssertEnded(ConcurrentBag<Thread> threads) =>
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
}
