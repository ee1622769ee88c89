using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>
/// Training whose gradient comes from the caller: the same update as a loss of the model's own, gradients of final states against the
/// reference, and an encoder that learns through its decoder.
/// </summary>
public sealed class ExternalLossTests
{
    private const int Rows = 19;
    private const int Timesteps = 6;

    private const string Layers =
        """
        [Bidirectional] [Lstm(9, ReturnSequences = true)] [BatchNormalization] [Gru(17, ReturnSequences = true, GoBackwards = true, ResetAfter = false)]
        [Bidirectional(Merge = MergeMode.Mul)] [SimpleRnn(5, ReturnSequences = true)] [Lstm(7, ReturnSequences = true)] [Dense(3)]
        """;

    private const string Source =
        $$"""
        using ModelGen;

        namespace External;

        /// <summary>A loss of its own.</summary>
        [Model(Features = 4, MaxTimesteps = 6)] {{Layers}} [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Own;

        /// <summary>The caller's.</summary>
        [Model(Features = 4, MaxTimesteps = 6)] {{Layers}} [Loss(LossKind.External)]
        public sealed partial class Outside;

        /// <summary>Ends with recurrent layers of both kinds of output.</summary>
        [Model(MaxTimesteps = 6)]
        [Embedding(6, 5, MaskZero = true)] [Bidirectional(Merge = MergeMode.Ave)] [Gru(9, ReturnSequences = true)] [Lstm(11, GoBackwards = true)]
        [Loss(LossKind.External)]
        public sealed partial class States;

        /// <summary>Without a state.</summary>
        [Model(Features = 4, MaxTimesteps = 6)] [Dense(3, Activation = Activation.Tanh)] [GlobalMaxPooling1D] [Loss(LossKind.External)]
        public sealed partial class Stateless;

        /// <summary>Reads a sequence.</summary>
        [Model(MaxTimesteps = 5)] [Embedding(8, 8, MaskZero = true)] [Lstm(32)] [Loss(LossKind.External)]
        public sealed partial class Encoder;

        /// <summary>Writes it in reverse.</summary>
        [Model(MaxTimesteps = 6)] [Embedding(8, 8)] [Lstm(32, ReturnSequences = true)] [Dense(8)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Decoder;
        """;

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(Source));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MakesTheUpdateOfALossOfItsOwn(int threads)
    {
        CompiledModel own = Model("Own");
        CompiledModel outside = Model("Outside");
        ModelWeights expected = own.CreateWeights(seed: 3);
        ModelWeights actual = outside.CreateWeights(seed: 3);
        var random = new Random(5);
        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => row % (Timesteps + 1))];
        float[] x = Values(random, Rows * Timesteps * 4);
        float[] targets = Values(random, Rows * Timesteps * 3);
        using ModelTrainer<float> ownTrainer = Trainer<float>(own, expected, new Adam(0.01f), 1);
        using ModelTrainer<float> trainer = Trainer<float>(outside, actual, new Adam(0.01f), threads);
        for (int step = 0; step < 3; step++)
        {
            var outputs = new float[targets.Length];
            trainer.ForwardOnBatch(x, lengths, outputs, finalStates: default);
            trainer.ForwardOnBatch(x, lengths, outputs, finalStates: default);
            Assert.Equal(ownTrainer.ComputeGradients(x, lengths, targets, dropoutKey: 0).Outputs, outputs);

            // Of the mean over active timesteps; NaN where nothing may be read.
            var gradients = new float[outputs.Length];
            Array.Fill(gradients, float.NaN);
            for (int row = 0; row < Rows; row++)
            {
                for (int i = row * Timesteps * 3; i < ((row * Timesteps) + lengths[row]) * 3; i++)
                {
                    gradients[i] = (float)(((double)outputs[i] - targets[i]) * (2.0 * (1.0 / lengths.Sum()) / 3));
                }
            }

            ownTrainer.TrainOnBatch(x, lengths, targets);
            trainer.BackwardOnBatch(gradients, finalStateGradients: default);
            foreach (string name in expected.TensorNames)
            {
                Assert.Equal(expected.ToArray(name), actual.ToArray(name));
            }
        }
    }

    /// <summary>The update of SGD with rate 1 is the gradient, up to the rounding of the weights it is subtracted from.</summary>
    [Fact]
    public void GradientsOfFinalStatesMatchTheReference()
    {
        CompiledModel model = Model("States");
        ModelWeights weights = model.CreateWeights(seed: 2);
        var reference = new ReferenceNetwork(model.Description, weights);
        var random = new Random(6);
        int states = reference.StateLength;
        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => row % (Timesteps + 1))];
        int[] ids = [.. Enumerable.Range(0, Rows * Timesteps).Select(_ => random.Next(6))];
        float[] initial = Values(random, Rows * states);
        float[] outputGradients = Values(random, Rows * 11);
        float[] stateGradients = Values(random, Rows * states);
        var finalStates = new float[Rows * states];
        var initialGradients = new float[Rows * states];
        Dictionary<string, float[]> before = weights.TensorNames.ToDictionary(name => name, weights.ToArray);
        using ModelTrainer<int> trainer = Trainer<int>(model, weights, new Sgd(1f), 2);
        trainer.ForwardOnBatch(ids, lengths, outputs: default, finalStates, initial);
        trainer.BackwardOnBatch(outputGradients, stateGradients, initialGradients);

        Dictionary<string, double[]>? expected = null;
        for (int row = 0; row < Rows; row++)
        {
            ReferenceRow of = ReferenceRow.FromIds(ids.AsSpan(row * Timesteps), lengths[row]) with { InitialState = Doubles(initial.AsSpan(row * states, states)) };
            ReferencePass pass = reference.Forward(of);
            expected ??= pass.CreateWeightGradients();
            double[] state = Doubles(stateGradients.AsSpan(row * states, states));
            AssertClose(pass.FinalState, finalStates[(row * states)..((row + 1) * states)], $"row {row}: final states");
            pass.Backward([Doubles(outputGradients.AsSpan(row * 11, 11))], expected, state);
            AssertClose(state, initialGradients[(row * states)..((row + 1) * states)], $"row {row}: initial states");
        }

        foreach (string name in weights.TensorNames)
        {
            AssertClose(expected![name], [.. before[name].Zip(weights.ToArray(name), (b, a) => b - a)], name);
        }
    }

    [Fact]
    public void AModelWithoutAStateTakesOutputGradientsAlone()
    {
        CompiledModel model = Model("Stateless");
        ModelWeights weights = model.CreateWeights(seed: 2);
        float[] before = weights.ToArray("dense.bias");
        using ModelTrainer<float> trainer = Trainer<float>(model, weights, new Sgd(1f), 1);
        trainer.ForwardOnBatch(Values(new Random(1), 2 * Timesteps * 4), [], new float[2 * 3], default);
        trainer.BackwardOnBatch([1, 0, 0, 1, 0, 0], default);
        float[] after = weights.ToArray("dense.bias");
        Assert.True(after[0] < before[0]);
        Assert.Equal(before[1..], after[1..]);
    }

    /// <summary>
    /// Sequences of up to five symbols come back reversed. What the decoder knows of them came through the encoder's state, so the
    /// encoder has to learn; with its weights as they were drawn, the same training stays well behind.
    /// </summary>
    [Fact]
    public void AnEncoderLearnsThroughItsDecoder()
    {
        double together = ReversingAccuracy(trainsEncoder: true);
        double decoderAlone = ReversingAccuracy(trainsEncoder: false);
        Assert.True(together > 0.95, $"together {together}, the decoder alone {decoderAlone}");
        Assert.True(decoderAlone < together - 0.1, $"together {together}, the decoder alone {decoderAlone}");
    }

    [Fact]
    public void AllocatesNothing()
    {
        ModelWeights weights = Model("States").CreateWeights();
        using ModelTrainer<int> trainer = Trainer<int>(Model("States"), weights, new Sgd(0.1f), 1);
        int states = Model("States").Shape.StateLength;
        int[] ids = [.. Enumerable.Range(0, Rows * Timesteps).Select(i => i % 6)];
        float[] outputs = new float[Rows * 11];
        float[] kept = new float[Rows * states];
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Step()
        {
            trainer.ForwardOnBatch(ids, [], outputs, kept);
            trainer.BackwardOnBatch(outputs, kept, kept);
        }
    }

    [Fact]
    public void CallsInTheWrongOrderChangeNothing()
    {
        CompiledModel model = Model("Outside");
        ModelWeights weights = model.CreateWeights(seed: 1);
        float[] before = weights.ToArray("dense.kernel");
        using ModelTrainer<float> trainer = Trainer<float>(model, weights, new Sgd(1f), 1);
        float[] x = Values(new Random(1), 2 * Timesteps * 4);
        float[] y = new float[2 * Timesteps * 3];
        Assert.Equal("Outside: no forward pass waits for its gradient. Call ForwardOnBatch first, once for each BackwardOnBatch.", Assert.Throws<InvalidOperationException>(() => trainer.BackwardOnBatch(y, default)).Message);
        string own = "Outside: its loss is External, so its gradient comes from the caller. Call ForwardOnBatch and BackwardOnBatch.";
        Assert.Equal(own, Assert.Throws<InvalidOperationException>(() => trainer.TrainOnBatch(x, [], y)).Message);
        Assert.Equal(own, Assert.Throws<InvalidOperationException>(() => trainer.ComputeGradients(x, [], y)).Message);
        Assert.Equal(own, Assert.Throws<InvalidOperationException>(() => trainer.Evaluate(new SequenceDataset<float>(x, 2, Timesteps, y, targetsPerTimestep: true))).Message);
        Assert.StartsWith("Outside: outputs has 5 entries; expected [B, T, Outputs] = 2·18 = 36, or none.", Assert.Throws<ArgumentException>(() => trainer.ForwardOnBatch(x, [], new float[5], default)).Message, StringComparison.Ordinal);

        trainer.ForwardOnBatch(x, [], y, default);
        Assert.StartsWith("Outside: finalStateGradients has 1 entries; expected [B, StateLength] = 2·77 = 154, or none.", Assert.Throws<ArgumentException>(() => trainer.BackwardOnBatch(y, new float[1])).Message, StringComparison.Ordinal);
        float[] wrong = [.. y];
        wrong[((Timesteps + 2) * 3) + 1] = float.NaN;
        Assert.StartsWith("Outside: outputGradients, row 1, timestep 2, output 1 is NaN; the loss's gradient must be finite.", Assert.Throws<ArgumentException>(() => trainer.BackwardOnBatch(wrong, default)).Message, StringComparison.Ordinal);
        var states = new float[2 * 77];
        states[77 + model.Shape.StateTensors.TakeWhile(s => s.Name != "bidirectional.backward.c").Sum(s => s.Length) + 2] = float.PositiveInfinity;
        Assert.StartsWith("Outside: finalStateGradients, row 1, element 2 of bidirectional.backward.c is Infinity; the loss's gradient must be finite.", Assert.Throws<ArgumentException>(() => trainer.BackwardOnBatch(y, states)).Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.ToArray("dense.kernel"));

        // The forward pass still waits. A gradient that grows beyond floats on its way back is the model's.
        Array.Fill(y, float.MaxValue);
        Assert.Throws<TrainingDivergedException>(() => trainer.BackwardOnBatch(y, default));
        Assert.Throws<InvalidOperationException>(() => trainer.BackwardOnBatch(y, default));
        Assert.Equal(before, weights.ToArray("dense.kernel"));

        ModelWeights ownWeights = Model("Own").CreateWeights();
        using ModelTrainer<float> ownTrainer = Trainer<float>(Model("Own"), ownWeights, new Sgd(1f), 1);
        Assert.Equal("Own has a loss of its own: call TrainOnBatch or Fit, or declare [Loss(LossKind.External)] for ForwardOnBatch.", Assert.Throws<InvalidOperationException>(() => ownTrainer.ForwardOnBatch(x, [], y, default)).Message);
    }

    private static double ReversingAccuracy(bool trainsEncoder)
    {
        const int Symbols = 5;
        const int Longest = 5;
        const int Batch = 32;
        CompiledModel encoder = Model("Encoder");
        CompiledModel decoder = Model("Decoder");
        ModelWeights encoderWeights = encoder.CreateWeights(seed: 1);
        ModelWeights decoderWeights = decoder.CreateWeights(seed: 2);
        using ModelTrainer<int> encoderTrainer = Trainer<int>(encoder, encoderWeights, new Adam(0.01f), 1, Batch);
        using ModelTrainer<int> decoderTrainer = Trainer<int>(decoder, decoderWeights, new Adam(0.01f), 1, Batch);
        int states = encoder.Shape.StateLength;
        var read = new float[Batch * states];
        var gradients = new float[Batch * states];
        var random = new Random(9);
        int right = 0;
        int written = 0;
        for (int step = 0; step < 500; step++)
        {
            var lengths = new int[Batch];
            var targetLengths = new int[Batch];
            var source = new int[Batch * Longest];
            var targets = new int[Batch * (Longest + 1)];
            var inputs = new int[targets.Length];
            for (int row = 0; row < Batch; row++)
            {
                // Ids: 0 is the mask, 1 the end, 2 the start, symbols from 3 on.
                lengths[row] = 1 + random.Next(Longest);
                targetLengths[row] = lengths[row] + 1;
                for (int t = 0; t < lengths[row]; t++)
                {
                    source[(row * Longest) + t] = 3 + random.Next(Symbols);
                }

                for (int t = 0; t < lengths[row]; t++)
                {
                    targets[(row * (Longest + 1)) + t] = source[(row * Longest) + lengths[row] - 1 - t];
                }

                targets[(row * (Longest + 1)) + lengths[row]] = 1;
            }

            Sequence.ShiftRight(targets, targetLengths, startId: 2, inputs);
            encoderTrainer.ForwardOnBatch(source, lengths, outputs: default, read);
            if (step >= 450)
            {
                ModelGradients now = decoderTrainer.ComputeGradients(inputs, targetLengths, targets, default, read);
                for (int row = 0; row < Batch; row++)
                {
                    for (int t = 0; t < targetLengths[row]; t++)
                    {
                        int at = (row * (Longest + 1)) + t;
                        ReadOnlySpan<float> scores = now.Outputs.AsSpan(at * 8, 8);
                        right += scores.IndexOf(scores.ToArray().Max()) == targets[at] ? 1 : 0;
                        written++;
                    }
                }
            }

            decoderTrainer.TrainOnBatch(inputs, targetLengths, targets, default, read, gradients);
            if (trainsEncoder)
            {
                encoderTrainer.BackwardOnBatch(outputGradients: default, gradients);
            }
        }

        return right / (double)written;
    }

    private static CompiledModel Model(string name) => CompiledModel.Create(s_assembly.Value.GetType($"External.{name}", throwOnError: true)!);

    private static ModelTrainer<TInput> Trainer<TInput>(CompiledModel model, ModelWeights weights, Optimizer optimizer, int threads, int batchSize = 24)
        where TInput : unmanaged
        => (ModelTrainer<TInput>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, weights, optimizer, batchSize, new TrainerOptions { Threads = threads, Seed = 1 })!;

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    /// <summary>As in the gradient tests, 1e-5 of the largest element; and half a unit in the last place of a weight below 1.</summary>
    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double tolerance = (1e-5 * expected.Select(Math.Abs).DefaultIfEmpty(0).Max()) + 6e-8;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}[{i}]: reference {expected[i]:R}, emitted {actual[i]:R}");
        }
    }
}
