using System;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Training of models with [RepeatVector(n)]: data sets with targets of n timesteps, metrics, gradients, and that such a model learns.</summary>
public sealed class RepeatVectorTrainingTests
{
    private const int Count = 60, Timesteps = 6, Made = 4;

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Repeating;

        /// <summary>Says again the last ids of a sequence, last one first.</summary>
        [Model(MaxTimesteps = 6)] [Embedding(5, 6, MaskZero = true)] [Gru(24)] [RepeatVector(4)] [Gru(16, ReturnSequences = true)] [Dense(5)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Echo;

        /// <summary>Dropout above and below.</summary>
        [Model(Features = 3, MaxTimesteps = 6)] [Lstm(5, Dropout = 0.3)] [Dropout(0.2)] [RepeatVector(9)] [Dropout(0.4)] [Bidirectional] [Lstm(4, ReturnSequences = true, RecurrentDropout = 0.2)] [Dense(2)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Dropped;

        /// <summary>Labels.</summary>
        [Model(Features = 3, MaxTimesteps = 6)] [Lstm(5)] [RepeatVector(9)] [Lstm(4, ReturnSequences = true)] [Dense(4)]
        [Loss(LossKind.Ctc, FromLogits = true)]
        public sealed partial class Spelled;

        /// <summary>A loss of the caller's.</summary>
        [Model(Features = 3, MaxTimesteps = 6)] [Lstm(5)] [RepeatVector(2)] [Lstm(4, ReturnSequences = true)]
        [Loss(LossKind.External)]
        public sealed partial class Outside;
        """));

    private static readonly int[] s_lengths = [6, 0, 3, 1, 5];

    [Fact]
    public void AModelLearnsToSayItsInputAgain()
    {
        var random = new Random(3);
        var ids = new int[Count * Timesteps];
        int[] lengths = [.. Enumerable.Range(0, Count).Select(row => row % (Timesteps + 1))];
        var targets = new int[Count * Made];
        for (int row = 0; row < Count; row++)
        {
            for (int t = 0; t < lengths[row]; t++)
            {
                ids[(row * Timesteps) + t] = random.Next(1, 5);
            }

            for (int t = 0; t < Made; t++)
            {
                targets[(row * Made) + t] = t < lengths[row] ? ids[(row * Timesteps) + lengths[row] - 1 - t] : 0;
            }
        }

        using ModelTrainer<int> trainer = Trainer<int>("Echo", new Adam(0.02f), batchSize: 20);
        var data = new SequenceDataset<int>(ids, Count, Timesteps, targets, lengths, targetTimesteps: Made);
        Assert.Equal(Made, data.Slice(3, 5).TargetTimesteps);
        TrainingHistory history = trainer.Fit(data, epochs: 60);
        EvaluationResult result = trainer.Evaluate(data);
        Assert.True(result.Metric > 0.9, $"accuracy {result.Metric} after {history}");
        Assert.Equal(Count * Made, result.Elements);

        // A metric that walks the elements itself counts the same.
        var accuracy = new TopKAccuracy(1);
        trainer.Evaluate(data, [accuracy]);
        Assert.Equal(result.Metric, accuracy.Value, 1e-9);
        Says(
            "Echo: data has targets for 6 timesteps of each row, the model has outputs for 4. Say so with targetTimesteps. (Parameter 'data')",
            () => trainer.Evaluate(new SequenceDataset<int>(ids, Count, Timesteps, new int[Count * Timesteps], lengths)));
        Says(
            "SequenceDataset: classIds has 60 entries; expected count·targetTimesteps = 60·4 = 240. (Parameter 'classIds')",
            () => _ = new SequenceDataset<int>(ids, Count, Timesteps, new int[Count], lengths, targetTimesteps: Made));
        targets[Made + 3] = 5;
        Says(
            "Echo: data, row 1, timestep 3: class 5; the model has the classes 0 to 4. (Parameter 'data')",
            () => trainer.Evaluate(new SequenceDataset<int>(ids, Count, Timesteps, targets, new int[Count], targetTimesteps: Made)));
    }

    [Fact]
    public void GradientsPassTheCheck()
    {
        var random = new Random(8);
        float[] x = RandomModels.Floats(random, s_lengths.Length * Timesteps * 3, 1);
        using ModelTrainer<float> dropped = Trainer<float>("Dropped", new Sgd(0.1f), s_lengths.Length);
        GradientCheckResult check = GradientCheck.Run(dropped, Model("Dropped").Description, x, s_lengths, RandomModels.Floats(random, s_lengths.Length * 9 * 2, 1));
        Assert.True(check.Passed, check.ToString());
        using ModelTrainer<float> spelled = Trainer<float>("Spelled", new Sgd(0.1f), s_lengths.Length);
        check = GradientCheck.Run(spelled, Model("Spelled").Description, x, s_lengths, LabelSequences.FromRows([[1, 2, 3], [2, 2, 1, 3], [], [1], [3, 3, 3, 3, 3]]));
        Assert.True(check.Passed, check.ToString());
        Says(
            "Dropped: targets has 60 entries; expected [B, 9, Outputs] = 5·9·2 = 90. (Parameter 'targets')",
            () => dropped.TrainOnBatch(x, s_lengths, new float[s_lengths.Length * Timesteps * 2]));
    }

    /// <summary>Weights of the timesteps made, of which a row without a timestep has as many as any other.</summary>
    [Fact]
    public void TimestepsMadeHaveWeightsOfTheirOwn()
    {
        var random = new Random(11);
        float[] x = RandomModels.Floats(random, s_lengths.Length * Timesteps * 3, 1);
        float[] targets = RandomModels.Floats(random, s_lengths.Length * 9 * 2, 1);
        var weights = new float[s_lengths.Length * 9];
        weights[9 + 8] = 2;
        using ModelTrainer<float> trainer = Trainer<float>("Dropped", new Sgd(0f), s_lengths.Length);
        ModelGradients gradients = trainer.ComputeGradients(x, s_lengths, targets, weights);
        double error = Enumerable.Range(34, 2).Average(i => Math.Pow(gradients.Outputs[i] - targets[i], 2));
        Assert.Equal(2 * error / weights.Length, gradients.Loss, 1e-6);
        var data = new SequenceDataset<float>(x, s_lengths.Length, Timesteps, targets, s_lengths, weights, targetsPerTimestep: true, targetTimesteps: 9);
        Assert.Equal(gradients.Loss, trainer.Evaluate(data).Loss, 1e-6);
    }

    /// <summary>Dropout above and below draws the same on any number of threads, and a step allocates nothing.</summary>
    [Fact]
    public void StepsAreTheSameOnAnyNumberOfThreads()
    {
        var random = new Random(9);
        int[] lengths = [.. Enumerable.Range(0, 30).Select(row => row % 7)];
        float[] x = RandomModels.Floats(random, lengths.Length * Timesteps * 3, 1);
        float[] targets = RandomModels.Floats(random, lengths.Length * 9 * 2, 1);
        double[] losses = Train(threads: 1);
        Assert.Equal(losses, Train(threads: 3));
        Assert.Equal(losses.Length, losses.Distinct().Count());

        double[] Train(int threads)
        {
            using ModelTrainer<float> trainer = Trainer<float>("Dropped", new Adam(0.01f), lengths.Length, threads);
            var losses = new double[4];
            long before = 0;
            for (int step = 0; step < losses.Length; step++)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                losses[step] = trainer.TrainOnBatch(x, lengths, targets);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            return losses;
        }
    }

    /// <summary>A loss of the caller's: outputs, final states of both halves and the gradient for them.</summary>
    [Fact]
    public void AnExternalLossSeesTheTimestepsMade()
    {
        var random = new Random(10);
        float[] x = RandomModels.Floats(random, s_lengths.Length * Timesteps * 3, 1);
        using ModelTrainer<float> trainer = Trainer<float>("Outside", new Sgd(0f), s_lengths.Length);
        var network = new ReferenceNetwork(Model("Outside").Description, trainer.TrainedWeights);
        var outputs = new float[s_lengths.Length * 2 * 4];
        var states = new float[s_lengths.Length * network.StateLength];
        trainer.ForwardOnBatch(x, s_lengths, outputs, states);
        float[] outputGradients = RandomModels.Floats(random, outputs.Length, 1);
        float[] stateGradients = RandomModels.Floats(random, states.Length, 1);
        var initial = new float[states.Length];
        trainer.BackwardOnBatch(outputGradients, stateGradients, initial);
        for (int row = 0; row < s_lengths.Length; row++)
        {
            ReferencePass pass = network.Forward(ReferenceRow.FromFeatures(x.AsSpan(row * Timesteps * 3, Timesteps * 3), 3, s_lengths[row]));
            AssertClose([.. pass.Outputs.SelectMany(y => y)], outputs.AsSpan(row * 8, 8));
            AssertClose(pass.FinalState, states.AsSpan(row * network.StateLength, network.StateLength));
            double[] gradient = [.. stateGradients.AsSpan(row * network.StateLength, network.StateLength).ToArray().Select(g => (double)g)];
            double[][] own = [.. outputGradients.AsSpan(row * 8, 8).ToArray().Select(g => (double)g).Chunk(4)];
            pass.Backward(own, pass.CreateWeightGradients(), gradient);
            AssertClose(gradient, initial.AsSpan(row * network.StateLength, network.StateLength));
        }

        static void AssertClose(double[] expected, Span<float> actual)
            => Assert.All(expected.Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 5e-6));
    }

    private static void Says(string message, Action action) => Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static CompiledModel Model(string name) => CompiledModel.Create(s_assembly.Value.GetType($"Repeating.{name}")!);

    private static ModelTrainer<TInput> Trainer<TInput>(string name, Optimizer optimizer, int batchSize, int threads = 1)
        where TInput : unmanaged
        => (ModelTrainer<TInput>)Activator.CreateInstance(
            s_assembly.Value.GetType($"Repeating.{name}+Trainer")!,
            Model(name).CreateWeights(seed: 2),
            optimizer,
            batchSize,
            new TrainerOptions { Seed = 4, Threads = threads })!;
}
