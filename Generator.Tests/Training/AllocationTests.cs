using System;
using System.Threading;
using Xunit;

namespace ModelGen.Tests.Training;

// Alone, because the process-wide count of allocated bytes sees every other test.
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AStepAllocatesNothing(int threads)
    {
        DenseModel model = DenseModel.OfFeatures(520, 2, 17);
        using var trainer = new DenseTrainer<float>(
            model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(1e-4f) { ClipNorm = 1f }, 16, new TrainerOptions { Threads = threads });
        float[] x = TestRows.Features(16 * 2 * 520, 1);
        int[] classes = TestRows.Integers(16, 17, 3);

        // More than one chunk of packed floats and more than one shard, but little to compute.
        int[] lengths = new int[16];
        lengths[0] = lengths[9] = 1;
        float[] weights = new float[16];
        weights.AsSpan().Fill(0.5f);
        AssertAllocatesNothing(trainer, () => trainer.TrainOnBatch(x, lengths, classes, weights));
        float[] states = new float[lengths.Length * model.Shape.StateLength];
        AssertAllocatesNothing(trainer, () => trainer.TrainOnBatch(x, lengths, classes, weights, states));
    }

    [Fact]
    public void AStepWithTargetValuesAllocatesNothing()
    {
        DenseModel model = DenseModel.OfIds(30, 3, 5, sequences: true, maskZero: true);
        using var trainer = new DenseTrainer<int>(
            model.CreateWeights(), LossKind.BinaryCrossentropy, true, new Sgd(1e-4f, 0.9f, true) { GlobalClipNorm = 1f }, 24, new TrainerOptions { Threads = 2 });
        int[] ids = TestRows.Integers(24 * 3, 30, 1);
        int[] lengths = TestRows.Integers(24, 4, 2);
        float[] targets = new float[24 * 3 * 5];
        AssertAllocatesNothing(trainer, () => trainer.TrainOnBatch(ids, lengths, targets));
    }

    [Fact]
    public void GroupsClassWeightsAndAccumulationAllocateNothing()
    {
        DenseModel model = DenseModel.OfFeatures(4, 3, 5, sequences: true);
        var options = new TrainerOptions
        {
            Threads = 2,
            Groups = [new ParameterGroup("*.bias") { Frozen = true }, new ParameterGroup("dense") { LearningRateFactor = 0.5f }],
            ClassWeights = [1f, 2f, 0f, 1f, 0.5f],
            AccumulatedSteps = 3,
        };
        using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new AdamW(1e-4f) { DecayBiases = false, GlobalClipNorm = 1f }, 24, options);
        float[] x = TestRows.Features(24 * 3 * 4, 1);
        int[] classes = TestRows.Integers(24 * 3, 5, 2);
        AssertAllocatesNothing(trainer, () => trainer.TrainOnBatch(x, default, classes));
    }

    [Fact]
    public void TheStepsOfAnEpochAllocateNothing()
    {
        DenseModel model = DenseModel.OfFeatures(4, 3, 5);
        using var trainer = new DenseTrainer<float>(
            model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new AdamW(1e-4f), 24, new TrainerOptions { Threads = 2 });
        SequenceDataset<float> data = TestRows.Learnable(model, 24 * 40, 1).Split(0.9).First;
        var between = new Between();
        trainer.Fit(data, epochs: 2, validation: data, progress: between);
        Assert.True(between.CallerBytes == 0, $"{between.CallerBytes} bytes in the calling thread");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void TheStepsOfAnEpochFromAFileAllocateNothing(int prefetched, bool shuffle)
    {
        DenseModel model = DenseModel.OfFeatures(4, 3, 5);
        using var trainer = new DenseTrainer<float>(
            model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new AdamW(1e-4f), 24, new TrainerOptions { Threads = 1, PrefetchedBatches = prefetched });
        SequenceDataset<float> data = TestRows.Learnable(model, 24 * 40, 1);
        string path = System.IO.Path.GetTempFileName();
        try
        {
            using (var writer = new SequenceFileWriter<float>(path, data.Format))
            {
                writer.Append(data);
                writer.Finish();
            }

            using var file = new SequenceFile<float>(path);
            var between = new Between();
            trainer.Fit(file, epochs: 2, progress: between, shuffle: shuffle);
            Assert.True(between.CallerBytes == 0, $"{between.CallerBytes} bytes in the calling thread");

            // The runner's own threads, and the compiler of hot methods, allocate now and then; a quiet epoch of several is proof.
            long fewest = long.MaxValue;
            for (int round = 0; round < 20 && fewest > 0; round++)
            {
                var everywhere = new Everywhere();
                trainer.Fit(file, epochs: 1, progress: everywhere, shuffle: shuffle);
                fewest = Math.Min(fewest, everywhere.Bytes);
            }

            Assert.Equal(0, fewest);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static void AssertAllocatesNothing<TInput>(DenseTrainer<TInput> trainer, Func<double> step)
        where TInput : unmanaged
    {
        var workers = new WorkerBytes();
        trainer.OnForward = workers.Count;
        for (int i = 0; i < 50; i++)
        {
            step();
        }

        workers.Bytes = 0;
        long caller = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - caller);
        Assert.Equal(0, workers.Bytes);

        // The test runner's own threads allocate now and then; one quiet round of several is proof.
        long fewest = long.MaxValue;
        for (int round = 0; round < 50 && fewest > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 5; i++)
            {
                step();
            }

            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, fewest);
    }

    /// <summary>Adds up what each thread has allocated between two of its forward passes.</summary>
    private sealed class WorkerBytes
    {
        [ThreadStatic]
        private static long t_last;

        private long _bytes;

        public long Bytes
        {
            get => Volatile.Read(ref _bytes);
            set => Volatile.Write(ref _bytes, value);
        }

        public void Count(int firstRow)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            Interlocked.Add(ref _bytes, now - t_last);
            t_last = now;
        }
    }

    /// <summary>Counts what all threads allocate between the third step and the last of an epoch of 40.</summary>
    private sealed class Everywhere : IProgress<TrainingProgress>
    {
        private long _before;

        public long Bytes { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Step == 3)
            {
                _before = GC.GetTotalAllocatedBytes(precise: true);
            }
            else if (value.Step == 36)
            {
                Bytes = GC.GetTotalAllocatedBytes(precise: true) - _before;
            }
        }
    }

    /// <summary>Counts what the calling thread allocates between two reports of the second epoch.</summary>
    private sealed class Between : IProgress<TrainingProgress>
    {
        private long _last;

        public long CallerBytes { get; private set; }

        public void Report(TrainingProgress value)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (value.Epoch == 2 && value.Step > 1)
            {
                CallerBytes += now - _last;
            }

            _last = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
