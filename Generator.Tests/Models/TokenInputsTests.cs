using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// What the shared models "Tokens" and "TokensBoth" do not say of ids beside features: the overloads with spans of ids, that an embedding is the dense
/// layer of one-hot vectors, and what is no id.
/// </summary>
public sealed class TokenInputsTests
{
    private const int Timesteps = 5;

    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using System;
        using ModelGen;

        namespace Tokens;

        /// <summary>Words and tags beside features.</summary>
        [Model(MaxTimesteps = 5, Streaming = true)]
        [Input(1, Name = "words")] [Embedding(9, 4)]
        [Input(1, Name = "tags")] [Embedding(6, 3, Name = "tagged")]
        [Input(2, Name = "audio")]
        [Lstm(7, ReturnSequences = true, From = "embedding, audio, tagged")]
        [Dense(2, Name = "out")]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Mixed;

        /// <summary>The same with one-hot vectors.</summary>
        [Model(MaxTimesteps = 5)]
        [Input(9, Name = "words")] [Dense(4, UseBias = false, Name = "embedding")]
        [Input(6, Name = "tags")] [Dense(3, UseBias = false, Name = "tagged")]
        [Input(2, Name = "audio")]
        [Lstm(7, ReturnSequences = true, From = "embedding, audio, tagged")]
        [Dense(2, Name = "out")]
        public sealed partial class OneHot;

        /// <summary>One word and features, with two outputs.</summary>
        [Model(MaxTimesteps = 5)]
        [Input(1, Name = "word")] [Embedding(9, 4)]
        [Input(2, Name = "audio")]
        [Gru(3, From = "audio, embedding")] [Dense(2, Name = "first", Output = true)] [Dense(3, Name = "second")]
        public sealed partial class Heads;

        /// <summary>Calls.</summary>
        public static class Calls
        {
            private static readonly ModelState s_state = Mixed.CreateState();

            /// <summary>All that Mixed has, each into its own y; returns the bytes that they allocated.</summary>
            public static long Run(Mixed model, int[] words, int[] tags, float[] audio, int[] lengths, ModelState[] states, float[] row, float[] from, float[] batch, float[] batchFrom, float[] step)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                s_state.Reset();
                model.Predict(words.AsSpan(0, 5), tags.AsSpan(0, 5), audio.AsSpan(0, 10), row);
                model.Predict(words.AsSpan(0, 5), tags.AsSpan(0, 5), audio.AsSpan(0, 10), from, s_state);
                model.Predict(words, tags, audio, lengths, batch);
                model.Predict(words, tags, audio, lengths, batchFrom, states);
                model.ResetState();
                s_state.Reset();
                for (int t = 0; t < 5; t++)
                {
                    model.Step(words.AsSpan(t, 1), tags.AsSpan(t, 1), audio.AsSpan(2 * t, 2), step.AsSpan(2 * t, 2));
                    model.Step(s_state, words.AsSpan(t, 1), tags.AsSpan(t, 1), audio.AsSpan(2 * t, 2), from.AsSpan(2 * t, 2));
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            /// <summary>Ids that are none.</summary>
            public static void Batch(Mixed model, int[] words, int[] tags, float[] audio, int[] lengths, float[] y) => model.Predict(words, tags, audio, lengths, y);

            /// <summary>Ids that are none.</summary>
            public static void One(Mixed model, int[] words, int[] tags, float[] audio, float[] y) => model.Predict(words, tags, audio, y);

            /// <summary>Columns side by side.</summary>
            public static void Join(int[] words, int[] tags, float[] audio, float[] x) => Mixed.JoinInputs(words, tags, audio, x);

            /// <summary>A span for each input and each output, and rows of all.</summary>
            public static void Both(Heads model, int[] word, float[] audio, int[] lengths, float[] first, float[] second, float[] x, float[] y)
            {
                model.Predict(word, audio, lengths, first, second);
                Heads.JoinInputs(word, audio, x);
                model.Predict(x, lengths, y);
            }
        }
        """));

    [Fact]
    public void AnEmbeddingIsADenseLayerOfOneHotVectors()
    {
        var random = new Random(5);
        CompiledModel model = Model("Mixed");
        ModelWeights weights = model.CreateWeights(seed: 3);
        (int[] words, int[] tags, float[] audio, float[] x) = Draw(random, rows: 3);
        int[] lengths = [5, 2, 0];
        CompiledModel oneHot = Model("OneHot");
        Dictionary<string, float[]> values = weights.TensorNames.ToDictionary(name => name.Replace(".embeddings", ".kernel", StringComparison.Ordinal), weights.ToArray);
        float[] vectors = [.. words.SelectMany((word, i) => OneHot(word, 9).Concat(OneHot(tags[i], 6)).Concat(audio[(2 * i)..((2 * i) + 2)]))];
        float[] expected = new float[3 * Timesteps * 2];
        oneHot.Instantiate(oneHot.CreateWeights(values)).Predict(null, new ModelInput(vectors), lengths, expected);

        ModelInstance instance = model.Instantiate(weights, batchSize: 2);
        ModelState[] states = [model.CreateState(), model.CreateState(), model.CreateState()];
        float[] row = new float[10], from = new float[10], batch = new float[30], batchFrom = new float[30], step = new float[10], whole = new float[30];
        Call("Run", [instance.Object, words, tags, audio, lengths, states, row, from, batch, batchFrom, step]);
        Assert.Equal(expected, batch);
        Assert.Equal(expected, batchFrom);
        Assert.Equal(expected[..10], row);
        Assert.Equal(expected[..10], from);
        Assert.Equal(expected[..10], step);
        instance.Predict(null, new ModelInput(x), lengths, whole);
        Assert.Equal(expected, whole);
        Assert.Equal(0L, Call("Run", [instance.Object, words, tags, audio, lengths, states, row, from, batch, batchFrom, step]));
        float[] joined = new float[x.Length];
        Call("Join", [words, tags, audio, joined]);
        Assert.Equal(x, joined);
    }

    [Fact]
    public void SpansOfInputsAndOutputs()
    {
        CompiledModel model = Model("Heads");
        ModelInstance instance = model.Instantiate(model.CreateWeights(seed: 4), batchSize: 2);
        (int[] words, _, float[] audio, _) = Draw(new Random(6), rows: 3);
        float[] first = new float[6], second = new float[9], x = new float[45], y = new float[15];
        Call("Both", [instance.Object, words, audio, new[] { 3, 5, 0 }, first, second, x, y]);
        Assert.Equal(y.Chunk(5).SelectMany(r => r[..2]), first);
        Assert.Equal(y.Chunk(5).SelectMany(r => r[2..]), second);
        Assert.Contains(first, value => value != 0);
    }

    /// <summary>The message names layer, input, row and timestep; outputs are as before. What lies beyond a row's length is not looked at.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    [InlineData(int.MaxValue)]
    public void WhatIsNoIdIsRefused(int id)
    {
        CompiledModel model = Model("Mixed");
        ModelInstance instance = model.Instantiate(model.CreateWeights(), batchSize: 1);
        (int[] words, int[] tags, float[] audio, float[] x) = Draw(new Random(7), rows: 3);
        words[4] = id;
        float[] y = [.. Enumerable.Repeat(-3f, 30)];
        Call("Batch", [instance.Object, words, tags, audio, new[] { 4, 5, 5 }, y]);
        Array.Fill(y, -3f);
        words[11] = id;
        Assert.StartsWith($"Mixed: layer 'embedding' reads ids in 0…8; row 2, timestep 1 is {id}.", Refused("Batch", [instance.Object, words, tags, audio, new[] { 4, 5, 5 }, y]), StringComparison.Ordinal);
        Assert.All(y, value => Assert.Equal(-3f, value));
        Assert.Contains("from input 'words'; row 0, timestep 4 is", Refused("One", [instance.Object, words[..5], tags[..5], audio[..10], new float[10]]), StringComparison.Ordinal);

        foreach (float value in new[] { id, 0.5f, float.NaN })
        {
            x[(6 * 4) + 1] = value;
            string message = Assert.Throws<ArgumentException>(() => instance.Predict(null, new ModelInput(x), [5, 5, 5], y)).Message;
            Assert.StartsWith(FormattableString.Invariant($"Mixed: layer 'tagged' reads ids in 0…5 from input 'tags'; row 1, timestep 1 is {value}."), message, StringComparison.Ordinal);
            Assert.All(y, output => Assert.Equal(-3f, output));
        }
    }

    /// <summary>Data sets hold rows of all inputs; tables learn, of the ids that occur.</summary>
    [Fact]
    public void Training()
    {
        CompiledModel model = Model("Mixed");
        ModelWeights weights = model.CreateWeights(seed: 2);
        (int[] words, _, _, float[] x) = Draw(new Random(8), rows: 8, words: 5);
        float[] before = weights.ToArray("embedding.embeddings");
        var trainer = (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, weights, new Adam(0.05f), 4, new TrainerOptions { Seed = 1 })!;
        using (trainer)
        {
            float[] targets = [.. words.SelectMany(word => new[] { word / 4f, 1 - (word / 4f) })];
            TrainingHistory history = trainer.Fit(new SequenceDataset<float>(x, 8, Timesteps, targets, targetsPerTimestep: true), epochs: 60);
            Assert.InRange(history.Epochs[^1].Loss, 0, 0.2 * history.Epochs[0].Loss);
            x[(6 * 4) + 1] = 6;
            string message = Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x, [5, 5, 5, 5, 5, 5, 5, 5], targets)).Message;
            Assert.Contains("trainer was made for at most 4", message, StringComparison.Ordinal);
            message = Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x.AsSpan(0, 80), [5, 5, 5, 5], targets.AsSpan(0, 40))).Message;
            Assert.StartsWith("Mixed: x, row 1, timestep 1: id 6 of input 'tags'; the vocabulary of layer 'tagged' has the ids 0 to 5.", message, StringComparison.Ordinal);
        }

        float[] after = weights.ToArray("embedding.embeddings");
        Assert.All(Enumerable.Range(0, 5 * 4), i => Assert.NotEqual(before[i], after[i]));
        Assert.Equal(before[(5 * 4)..], after[(5 * 4)..]);
    }

    private static (int[] Words, int[] Tags, float[] Audio, float[] X) Draw(Random random, int rows, int words = 9)
    {
        int count = rows * Timesteps;
        int[] w = [.. Enumerable.Range(0, count).Select(i => i < words ? i : random.Next(words))];
        int[] tags = [.. Enumerable.Range(0, count).Select(_ => random.Next(6))];
        float[] audio = RandomModels.Floats(random, count * 2, 1);
        return (w, tags, audio, [.. w.SelectMany((word, i) => new[] { word, tags[i], audio[2 * i], audio[(2 * i) + 1] })]);
    }

    private static IEnumerable<float> OneHot(int id, int count) => Enumerable.Range(0, count).Select(i => i == id ? 1f : 0f);

    private static string Refused(string method, object?[] arguments)
        => Assert.IsAssignableFrom<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Call(method, arguments)).InnerException).Message;

    private static object? Call(string method, object?[] arguments) => s_models.Value.GetType("Tokens.Calls", throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments);

    private static CompiledModel Model(string name) => CompiledModel.Create(s_models.Value.GetType($"Tokens.{name}", throwOnError: true)!);
}
