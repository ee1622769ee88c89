using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// What the shared models "Inputs" and "InputsBoth" do not say of several inputs: the overloads with a span for each, and that the model is
/// the one with a single input whose other columns have weights of 0.
/// </summary>
public sealed class InputsTests
{
    private const int Timesteps = 5;

    /// <summary>The models, and calls with arrays, in the program of a person.</summary>
    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using System;
        using ModelGen;

        namespace Named;

        /// <summary>Two inputs and one output.</summary>
        [Model(MaxTimesteps = 5, Streaming = true)]
        [Input(3, Name = "audio")] [Lstm(6, ReturnSequences = true, Name = "heard")]
        [Input(2, Name = "text")] [Gru(4, ReturnSequences = true, Name = "seen")]
        [Dense(7, From = "seen, heard")]
        public sealed partial class Single;

        /// <summary>The same with one input.</summary>
        [Model(Features = 5, MaxTimesteps = 5)]
        [Lstm(6, ReturnSequences = true, Name = "heard")]
        [Gru(4, ReturnSequences = true, Name = "seen", From = "input")]
        [Dense(7, From = "seen, heard")]
        public sealed partial class Joined;

        /// <summary>Two inputs and two outputs.</summary>
        [Model(MaxTimesteps = 5)]
        [Input(3, Name = "audio")]
        [Input(2, Name = "text")]
        [Lstm(6, ReturnSequences = true, Name = "heard", From = "text, audio")] [Dense(2, Name = "first", Output = true)]
        [Dense(3, Name = "second", From = "heard")]
        public sealed partial class Several;

        /// <summary>One input and two outputs.</summary>
        [Model(Features = 2, MaxTimesteps = 5, Streaming = true)] [Dense(3, Name = "first", Output = true)] [Dense(2)]
        public sealed partial class Two;

        /// <summary>One input by its own name.</summary>
        [Model(MaxTimesteps = 5)] [Input(5, Name = "all")] [Masking(-1)] [Lstm(6, ReturnSequences = true, From = "masking, all")]
        public sealed partial class One;

        /// <summary>Calls.</summary>
        public static class Calls
        {
            private static readonly ModelState s_state = Single.CreateState();

            /// <summary>All that Single has, each into its own y; returns the bytes that they allocated.</summary>
            public static long Run(Single model, Single.Crowd crowd, int[] agents, float[] a, float[] b, int[] lengths, ModelState[] states, float[] row, float[] from, float[] batch, float[] batchFrom, float[] step, float[] all, float[] some)
            {
                s_state.Reset();
                model.ResetState();
                long before = GC.GetAllocatedBytesForCurrentThread();
                model.Predict(a.AsSpan(0, 15), b.AsSpan(0, 10), row);
                model.Predict(a.AsSpan(0, 9), b.AsSpan(0, 6), from.AsSpan(0, 21), s_state);
                model.Predict(a.AsSpan(9, 6), b.AsSpan(6, 4), from.AsSpan(21), s_state);
                model.Predict(a, b, lengths, batch);
                model.Predict(a, b, lengths, batchFrom, states);
                for (int t = 0; t < 5; t++)
                {
                    model.Step(a.AsSpan(3 * t, 3), b.AsSpan(2 * t, 2), step.AsSpan(7 * t, 7));
                    crowd.Step(a.AsSpan(0, 6), b.AsSpan(0, 4), all);
                    crowd.Step(agents, a.AsSpan(3, 3), b.AsSpan(2, 2), some);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            /// <summary>A span that does not fit.</summary>
            public static void Step(Single model, float[] a, float[] b, float[] y) => model.Step(a, b, y);

            /// <summary>A span that does not fit.</summary>
            public static void Batch(Single model, float[] a, float[] b, int[] lengths, float[] y) => model.Predict(a, b, lengths, y);

            /// <summary>The second input lies in the memory of the output.</summary>
            public static void Overlap(Single model, float[] a, float[] both, int[] lengths) => model.Predict(a, both.AsSpan(0, 10), lengths, both.AsSpan(5, 35));

            /// <summary>Lengths that say nothing of their type, where spans of inputs and outputs have their place: none, for a batch without rows.</summary>
            public static void NoRows(Single inputs, Several outputs, Two two, float[] none, ModelState[] states)
            {
                inputs.Predict(none, default, none);
                inputs.Predict(none, none, default, none);
                inputs.Predict(none, none, default, none, states);
                outputs.Predict(none, default, none);
                outputs.Predict(none, none, default, none, none);
                two.Predict(none, default, none);
                two.Predict(none, [], none);
                two.Predict(none, default, none, none);
                two.Predict(none, default, none, states);
            }

            /// <summary>Columns side by side.</summary>
            public static void Join(float[] a, float[] b, float[] x) => Single.JoinInputs(a, b, x);

            /// <summary>A span for each input and each output.</summary>
            public static void Both(Several model, float[] a, float[] b, int[] lengths, ModelState[] states, float[] first, float[] second, float[] firstFrom, float[] secondFrom)
            {
                model.Predict(a, b, lengths, first, second);
                model.Predict(a, b, lengths, states, firstFrom, secondFrom);
            }
        }
        """));

    /// <summary>Nothing is ambiguous, and what has no type of its own is the lengths.</summary>
    [Fact]
    public void LengthsWithoutATypeAreLengths()
    {
        object[] models = [.. new[] { "Single", "Several", "Two" }.Select(name => Model(name).Instantiate(Model(name).CreateWeights()).Object)];
        Call("NoRows", [.. models, Array.Empty<float>(), Array.Empty<ModelState>()]);
    }

    /// <summary>One input of five columns, where the kernels of the others' columns are 0, computes the same bits; all overloads give them.</summary>
    [Fact]
    public void EverySpanGivesTheBitsOfTheModelWithOneInput()
    {
        var random = new Random(5);
        CompiledModel model = Model("Single");
        CompiledModel joined = Model("Joined");
        ModelWeights weights = model.CreateWeights(seed: 3);
        Dictionary<string, float[]> values = weights.TensorNames.ToDictionary(name => name, weights.ToArray);
        values["heard.kernel"] = [.. values["heard.kernel"], .. new float[2 * 24]];
        values["seen.kernel"] = [.. new float[3 * 12], .. values["seen.kernel"]];
        float[] a = RandomModels.Floats(random, 3 * Timesteps * 3, 1);
        float[] b = RandomModels.Floats(random, 3 * Timesteps * 2, 1);
        float[] x = [.. a.Chunk(3).Zip(b.Chunk(2), (l, r) => l.Concat(r)).SelectMany(v => v)];
        int[] lengths = [5, 2, 0];
        float[] expected = new float[3 * Timesteps * 7];
        joined.Instantiate(joined.CreateWeights(values)).Predict(null, new ModelInput(x), lengths, expected);

        float[] row = new float[35], from = new float[35], batch = new float[105], batchFrom = new float[105], step = new float[35], all = new float[14], some = new float[7];
        foreach (int threads in new[] { 1, 2 })
        {
            ModelInstance instance = model.Instantiate(weights, batchSize: 2, threads);
            ModelCrowd crowd = model.CreateCrowd(weights, agents: 2).Crowd;
            ModelState[] states = [model.CreateState(), model.CreateState(), model.CreateState()];
            object?[] arguments = [instance.Object, crowd, new[] { 1 }, a, b, lengths, states, row, from, batch, batchFrom, step, all, some];
            Call("Run", arguments);
            if (threads == 1)
            {
                Assert.Equal(0L, Call("Run", arguments));
                Call("Run", [instance.Object, model.CreateCrowd(weights, agents: 2).Crowd, new[] { 1 }, a, b, lengths, states, row, from, batch, batchFrom, step, all, some]);
            }

            float[] whole = new float[105];
            instance.Predict(null, new ModelInput(x), lengths, whole);
            Assert.Equal(expected, whole);
            Assert.Equal(expected, batch);
            Assert.Equal(expected[..35], row);
            Assert.Equal(expected[..35], from);
            Assert.Equal(expected[..35], step);
            if (threads == 1)
            {
                // The second and the third call went on from the states of the one before.
                Assert.NotEqual(batch, batchFrom);
            }
            else
            {
                Assert.Equal(batch, batchFrom);
            }
        }

        // An agent steps alone after it has stepped with all.
        CrowdInstance rows = model.CreateCrowd(weights, agents: 2);
        float[] allRows = new float[14], someRows = new float[7];
        for (int t = 0; t < Timesteps; t++)
        {
            rows.Step(new ModelInput(x[..10]), allRows);
            rows.Step([1], new ModelInput(x[5..10]), someRows);
        }

        Assert.Equal(allRows, all);
        Assert.Equal(someRows, some);
        Assert.Equal(0..3, model.Type.GetNestedType("InputColumns")!.GetProperty("Audio")!.GetValue(null));
        Assert.Equal(3..5, model.Type.GetNestedType("InputColumns")!.GetProperty("Text")!.GetValue(null));
        float[] set = new float[x.Length];
        Call("Join", [a, b, set]);
        Assert.Equal(x, set);
    }

    /// <summary>Several inputs and several outputs together; blocks of a batch are handed out one after the other.</summary>
    [Fact]
    public void InputsAndOutputs()
    {
        var random = new Random(6);
        CompiledModel model = Model("Several");
        ModelInstance instance = model.Instantiate(model.CreateWeights(seed: 4), batchSize: 2);
        float[] a = RandomModels.Floats(random, 45, 1);
        float[] b = RandomModels.Floats(random, 30, 1);
        float[] x = [.. a.Chunk(3).Zip(b.Chunk(2), (l, r) => l.Concat(r)).SelectMany(v => v)];
        float[] first = new float[30], second = new float[45], firstFrom = new float[30], secondFrom = new float[45], y = new float[75];
        ModelState[] states = [model.CreateState(), model.CreateState(), model.CreateState()];
        Call("Both", [instance.Object, a, b, new[] { 1, 5, 4 }, states, first, second, firstFrom, secondFrom]);
        instance.Predict(null, new ModelInput(x), [1, 5, 4], y);
        Assert.Equal(y.Chunk(5).SelectMany(r => r[..2]), first);
        Assert.Equal(y.Chunk(5).SelectMany(r => r[2..]), second);
        Assert.Equal(first, firstFrom);
        Assert.Equal(second, secondFrom);
    }

    /// <summary>A single [Input] is another name for the model's features, and changes nothing else.</summary>
    [Fact]
    public void OneInput()
    {
        CompiledModel model = Model("One");
        Assert.Null(model.Type.GetNestedType("InputColumns"));
        Assert.Equal(5, model.Static<int>("Features"));
        Assert.Equal(-1f, model.Shape.MaskValue);
        float[] x = RandomModels.Floats(new Random(7), 25, 1);
        x.AsSpan(5, 5).Fill(-1);
        float[] y = new float[30];
        model.Instantiate(model.CreateWeights(seed: 2)).Predict(null, new ModelInput(x), y);
        Assert.Equal(y[..6], y[6..12]);
        Assert.NotEqual(y[6..12], y[12..18]);
    }

    [Fact]
    public void SpansOfTheWrongLength()
    {
        object model = Model("Single").Instantiate(Model("Single").CreateWeights()).Object;
        Refused("input 'audio' has 3 values for each of 1 timesteps, 3 floats; the span has 2", "Step", [model, new float[2], new float[2], new float[7]]);
        Refused("input 'text' has 2 values for each of 1 timesteps, 2 floats; the span has 3", "Step", [model, new float[3], new float[3], new float[7]]);
        Refused("input 'audio' has 3 values", "Batch", [model, new float[31], new float[20], new[] { 5, 5 }, new float[70]]);
        Refused("input 'text' has 2 values for each of 10 timesteps, 20 floats; the span has 18", "Batch", [model, new float[30], new float[18], new[] { 5, 5 }, new float[70]]);
        Refused("input 'audio' has 6 timesteps, more than MaxTimesteps = 5", "Batch", [model, new float[36], new float[24], new[] { 5, 5 }, new float[70]]);
        Refused("the output is [B, T, Outputs] = [2, 5, 7]", "Batch", [model, new float[30], new float[20], new[] { 5, 5 }, new float[69]]);
        Refused("overlaps its input", "Overlap", [model, new float[15], new float[45], new[] { 5 }]);
        Refused("Features = 5", "Join", [new float[6], new float[4], new float[9]]);
        Refused("input 'text' has 2 values for each of 2 timesteps", "Join", [new float[6], new float[5], new float[10]]);
    }

    private static void Refused(string message, string method, object?[] arguments)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => Call(method, arguments));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static object? Call(string method, object?[] arguments)
        => s_models.Value.GetType("Named.Calls")!.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static CompiledModel Model(string name) => CompiledModel.Create(s_models.Value.GetType($"Named.{name}", throwOnError: true)!);
}
