using System;
using System.Linq;
using System.Runtime.CompilerServices;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>Instances that may use several threads: rows of a batch, and the two directions of a bidirectional layer.</summary>
public sealed class ThreadsTests
{
    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    /// <summary>Rows shared out between threads, and few rows whose directions are.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void SameBitsForEveryNumberOfThreads(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        Random random = test.CreateRandom();
        foreach (int rows in new[] { 1, 2, 3, 9, 26 })
        {
            int timesteps = test.Model.Shape.MaxTimesteps;
            int[] lengths = rows == 2 ? [timesteps, timesteps] : RandomModels.Lengths(random, rows, timesteps);
            var batch = new TestBatch(random, test.Reference, lengths, timesteps);
            (float[] expected, float[] expectedStates) = Run(rows, threads: 1, null);
            foreach ((int threads, int batchSize, InstructionSet? set) in new[] { (2, 2, (InstructionSet?)null), (3, 4, null), (5, 24, null), (2, 7, InstructionSet.Vector256), (3, 3, InstructionSet.Scalar) })
            {
                (float[] actual, float[] actualStates) = Run(batchSize, threads, set);
                string what = $"{name}: {rows} rows on {threads} threads, batch size {batchSize}, {set?.ToString() ?? "best instruction set"}";
                BitIdentityTests.AssertSameBits(expected, actual, what);
                BitIdentityTests.AssertSameBits(expectedStates, actualStates, what + ", states");
            }

            (float[] Outputs, float[] States) Run(int batchSize, int threads, InstructionSet? set)
            {
                ModelInstance instance = test.Model.Instantiate(weights, batchSize, threads);
                var outputs = new float[rows * batch.OutputsPerRow];
                var stateless = new float[outputs.Length];
                Array.Fill(outputs, float.NaN);
                ModelState[] states = [.. Enumerable.Range(0, rows).Select(row => test.Model.CreateState(batch.InitialState(row)))];
                instance.Predict(set, batch.X, lengths, outputs, states);
                instance.Predict(set, batch.X, lengths, stateless);
                instance.Predict(set, batch.X, lengths, stateless);
                var values = new float[rows * batch.StateLength];
                for (int row = 0; row < rows; row++)
                {
                    states[row].CopyTo(values.AsSpan(row * batch.StateLength, batch.StateLength));
                }

                return ([.. outputs, .. stateless], values);
            }
        }
    }

    /// <summary>One sequence, whose input is the caller's own memory, moved about by the garbage collector in between.</summary>
    [Fact]
    public void OneSequence()
    {
        string name = CompiledModels.AllNames.First(n => CompiledModels.Get(n).Model.Description.Layers.Any(l => l is BidirectionalDescription) && CompiledModels.Get(n).Model.Shape is { MaxTimesteps: >= 8, Vocabulary: 0 });
        ModelUnderTest test = CompiledModels.Get(name);
        ModelInstance one = test.Model.Instantiate(test.CreateWeights());
        ModelInstance two = test.Model.Instantiate(test.CreateWeights(), threads: 2);
        ModelShape shape = test.Model.Shape;
        Random random = test.CreateRandom();
        for (int i = 0; i < 50; i++)
        {
            var x = new ModelInput(RandomModels.Features(random, shape, shape.MaxTimesteps));
            var expected = new float[shape.Outputs * (shape.ReturnsSequences ? shape.MaxTimesteps : 1)];
            var actual = new float[expected.Length];
            one.Predict(null, x, expected);
            if (i % 10 == 0)
            {
                GC.Collect();
            }

            two.Predict(null, x, actual);
            BitIdentityTests.AssertSameBits(expected, actual, $"{name}, call {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AllocateNothing(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelInstance instance = test.Model.Instantiate(test.CreateWeights(), batchSize: 4, threads: 2);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 18);
        var few = new TestBatch(test.CreateRandom(), test.Reference, rows: 3);
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(_ => test.Model.CreateState())];
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        instance.Predict(null, batch.X.Slice(0, 0), [], []); // a batch of no rows is nothing to do
        test.Model.Instantiate(test.CreateWeights()).Predict(null, batch.X.Slice(0, 0), [], []);

        // What the runtime allocates once, when the calling thread first takes a part, is not the call's.
        long fewest = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            instance.Predict(null, batch.X, batch.Lengths, outputs, states);
            instance.Predict(null, few.X, few.Lengths, outputs.AsSpan(0, few.Count * few.OutputsPerRow));
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, fewest);
    }

    [Fact]
    public void ThreadsEndWithTheInstance()
    {
        ModelUnderTest test = CompiledModels.Get(CompiledModels.RecurrentNames.First());
        WeakReference instance = Use();
        for (int i = 0; i < 50 && instance.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(instance.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Use()
        {
            var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 18);
            ModelInstance model = test.Model.Instantiate(test.CreateWeights(), threads: 2);
            model.Predict(null, batch.X, batch.Lengths, new float[batch.Count * batch.OutputsPerRow]);
            return new WeakReference(model.Object);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void AtLeastOneThread(int threads)
    {
        ModelUnderTest test = CompiledModels.Get(CompiledModels.RecurrentNames.First());
        var error = Assert.Throws<ArgumentOutOfRangeException>("threads", () => test.Model.Instantiate(test.CreateWeights(), threads: threads));
        Assert.Contains($"{threads}", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two callers at once would wait for each other forever: the second one is told instead, and the first one ends.</summary>
    [Fact]
    public void ASecondCallerIsToldThatTheObjectIsInUse()
    {
        using var pool = new WorkerPool(2, "test");
        InvalidOperationException? refusal = null;
        var ran = 0;
        pool.Run(2, item =>
        {
            if (item == 0)
            {
                refusal = Assert.Throws<InvalidOperationException>(() => pool.Run(2, _ => { }));
            }

            System.Threading.Interlocked.Increment(ref ran);
        });
        Assert.Equal(2, ran);
        Assert.Contains("one caller at a time", refusal!.Message, StringComparison.Ordinal);
        pool.Run(2, _ => System.Threading.Interlocked.Increment(ref ran));
        Assert.Equal(4, ran);
    }
}
