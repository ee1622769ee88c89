using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// Spans, lengths, ids and states that do not fit: an exception that names the model (or layer), what was expected and
/// what came; outputs and states are as before, and the instance still answers rightly.
/// </summary>
public sealed class WrongInputTests
{
    private const float Untouched = -12345.5f;

    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void OneSequence(string name)
    {
        var calls = new Calls(name);
        int features = calls.Shape.Features;
        int max = calls.Shape.MaxTimesteps;
        ModelState state = calls.State;
        for (int extra = 1; extra < features; extra++)
        {
            int length = (2 * features) + extra;
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(length), y), calls.Outputs(2), $"{length}", $"{features}");
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(length), y, state), calls.Outputs(2), $"{length}", $"{features}");
        }

        calls.Throws(y => calls.Instance.Predict(null, calls.Input((max + 1) * features), y), calls.Outputs(max + 1), $"{max + 1}", $"{max}");
        calls.Throws(y => calls.Instance.Predict(null, calls.Input((max + 1) * features), y, state), calls.Outputs(max + 1), $"{max + 1}", $"{max}");
        foreach (int length in calls.WrongLengths(calls.Outputs(3)))
        {
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(3 * features), y), length, $"{length}", $"{calls.Outputs(3)}");
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(3 * features), y, state), length, $"{length}", $"{calls.Outputs(3)}");
        }

        calls.Throws(y => calls.Instance.Predict(null, calls.Input(features), y, null!), calls.Outputs(1));
        calls.Throws(y => calls.Instance.Predict(null, calls.Input(features), y, calls.StateOfAnotherModel), calls.Outputs(1), "state");
        foreach (int id in calls.WrongIds)
        {
            var ids = new ModelInput(new[] { 1, id, 0 });
            calls.Throws(y => calls.Instance.Predict(null, ids, y), calls.Outputs(3), $"{id}", $"{calls.Shape.Vocabulary - 1}", calls.FirstLayer);
            calls.Throws(y => calls.Instance.Predict(null, ids, y, state), calls.Outputs(3), $"{id}", $"{calls.Shape.Vocabulary - 1}", calls.FirstLayer);
        }

        calls.AssertStillRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch(string name)
    {
        var calls = new Calls(name);
        int features = calls.Shape.Features;
        int max = calls.Shape.MaxTimesteps;
        int[] lengths = [2, 3, 0];
        int inputs = 3 * 3 * features;
        int outputs = calls.BatchOutputs(3, 3);
        ModelState[] states = [calls.State, calls.Model.CreateState(), calls.Model.CreateState()];
        foreach (int wrong in new[] { inputs - 1, inputs + 1, inputs - features, 1 })
        {
            Both(wrong, lengths, outputs, $"{wrong}");
        }

        Both(3 * (max + 1) * features, lengths, calls.BatchOutputs(3, max + 1), $"{max + 1}", $"{max}");
        Both(inputs, [2, 4, 0], outputs, "4", "3", "row 1");
        Both(inputs, [2, 3, -1], outputs, "-1", "3", "row 2");
        Both(inputs, [int.MinValue, 3, 1], outputs, $"{int.MinValue}", "row 0");
        Both(features, [], 0, $"{features}");
        foreach (int wrong in calls.WrongLengths(outputs))
        {
            Both(inputs, lengths, wrong, $"{wrong}", $"{outputs}");
        }

        calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputs), lengths, y, states.AsSpan(0, 2)), outputs, "2", "3");
        calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputs), lengths, y, [states[0], states[1], states[0]]), outputs, "0", "2");
        calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputs), lengths, y, [states[0], states[1], calls.StateOfAnotherModel]), outputs, "state");
        calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputs), lengths, y, [states[0], states[1], null!]), outputs);
        foreach (int id in calls.WrongIds)
        {
            var ids = new ModelInput(new[] { 1, 1, id, 1, 1, id, id, id, id });
            string[] words = [$"{id}", "row 1", "timestep 2", calls.FirstLayer];
            calls.Throws(y => calls.Instance.Predict(null, ids, lengths, y), outputs, words);
            calls.Throws(y => calls.Instance.Predict(null, ids, lengths, y, states), outputs, words);
        }

        if (calls.Shape.Vocabulary == 0)
        {
            // Rows are read after outputs of other rows have been written.
            float[] memory = new float[inputs + outputs];
            float[] before = [.. memory];
            var x = new ModelInput(memory.AsMemory(0, inputs));
            var error = Assert.Throws<ArgumentException>(() => calls.Instance.Predict(null, x, lengths, memory.AsSpan(inputs - 1, outputs)));
            Assert.Contains(calls.Shape.ModelName, error.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => calls.Instance.Predict(null, x, lengths, memory.AsSpan(inputs - 1, outputs), states));
            Assert.Equal(before, memory);
            calls.Instance.Predict(null, x, lengths, memory.AsSpan(inputs, outputs));
        }

        calls.AssertStillRight();

        void Both(int inputLength, int[] rowLengths, int outputLength, params string[] words)
        {
            ModelState[] rowStates = states[..rowLengths.Length];
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputLength), rowLengths, y), outputLength, words);
            calls.Throws(y => calls.Instance.Predict(null, calls.Input(inputLength), rowLengths, y, rowStates), outputLength, words);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step(string name)
    {
        var calls = new Calls(name);
        if (!calls.Model.IsCausal)
        {
            // Models that need the future have no Step.
            Assert.Null(calls.Model.Type.GetProperty("State"));
            return;
        }

        int features = calls.Shape.Features;
        int outputs = calls.Shape.Outputs;
        foreach (int wrong in new[] { 0, features - 1, features + 1, 2 * features }.Where(n => n != features))
        {
            calls.Throws(y => calls.Instance.Step(calls.Input(wrong), y), outputs, $"{wrong}", $"{features}");
            calls.Throws(y => calls.Instance.Step(null, calls.State, calls.Input(wrong), y), outputs, $"{wrong}", $"{features}");
        }

        foreach (int wrong in calls.WrongLengths(outputs))
        {
            calls.Throws(y => calls.Instance.Step(calls.Input(features), y), wrong, $"{wrong}", $"{outputs}");
            calls.Throws(y => calls.Instance.Step(null, calls.State, calls.Input(features), y), wrong, $"{wrong}", $"{outputs}");
        }

        calls.Throws(y => calls.Instance.Step(null, null!, calls.Input(features), y), outputs);
        calls.Throws(y => calls.Instance.Step(null, calls.StateOfAnotherModel, calls.Input(features), y), outputs, "state");
        foreach (int id in calls.WrongIds)
        {
            calls.Throws(y => calls.Instance.Step(new ModelInput(new[] { id }), y), outputs, $"{id}", calls.FirstLayer);
            calls.Throws(y => calls.Instance.Step(null, calls.State, new ModelInput(new[] { id }), y), outputs, $"{id}", calls.FirstLayer);
        }

        calls.AssertStillRight();
    }

    [Fact]
    public void Construction()
    {
        ModelUnderTest test = CompiledModels.Get(CompiledModels.RecurrentNames.First());
        ModelWeights weights = test.CreateWeights();
        Assert.Throws<ArgumentNullException>(() => test.Model.Instantiate(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Model.Instantiate(weights, batchSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Model.Instantiate(weights, batchSize: -3));
    }

    /// <summary>One instance whose own state and another state are watched.</summary>
    private sealed class Calls
    {
        private readonly ModelUnderTest _test;
        private readonly float[] _stateValues;
        private readonly TestBatch _batch;

        public Calls(string name)
        {
            _test = CompiledModels.Get(name);
            Random random = _test.CreateRandom();
            Instance = Model.Instantiate(_test.CreateWeights(), batchSize: 2);
            _stateValues = RandomModels.Floats(random, Shape.StateLength, 0.9f);
            State = Model.CreateState(_stateValues);
            if (Model.IsCausal)
            {
                Instance.State.CopyFrom(_stateValues);
            }

            string other = CompiledModels.AllNames.First(n => n != name);
            StateOfAnotherModel = CompiledModels.Get(other).Model.CreateState();
            _batch = new TestBatch(random, _test.Reference, [Shape.MaxTimesteps, 2, 0], Shape.MaxTimesteps, stateScale: 0);
        }

        public CompiledModel Model => _test.Model;

        public ModelShape Shape => _test.Model.Shape;

        public ModelInstance Instance { get; }

        public ModelState State { get; }

        public ModelState StateOfAnotherModel { get; }

        public string FirstLayer => Model.Description.Layers[0].Name;

        public IEnumerable<int> WrongIds => Shape.Vocabulary == 0 ? [] : [-1, Shape.Vocabulary, int.MaxValue, int.MinValue];

        public int Outputs(int timesteps) => BatchOutputs(1, timesteps);

        public int BatchOutputs(int rows, int timesteps) => rows * Shape.Outputs * (Shape.ReturnsSequences ? timesteps : 1);

        public IEnumerable<int> WrongLengths(int length) => new[] { 0, length - 1, length + 1, length + Shape.Outputs }.Where(n => n != length).Distinct();

        public ModelInput Input(int length) => Shape.Vocabulary > 0 ? new ModelInput(new int[length]) : new ModelInput(new float[length]);

        public void Throws(Action<float[]> call, int outputLength, params string[] words)
        {
            var y = new float[outputLength];
            Array.Fill(y, Untouched);
            Exception exception = Record.Exception(() => call(y));
            Assert.NotNull(exception);
            Assert.IsAssignableFrom<ArgumentException>(exception);
            if (words.Length > 0)
            {
                Assert.Contains(Shape.ModelName, exception.Message, StringComparison.Ordinal);
            }

            Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
            Assert.All(y, value => Assert.Equal(Untouched, value));
            AssertUnchanged(State);
            if (Model.IsCausal)
            {
                AssertUnchanged(Instance.State);
            }
        }

        public void AssertStillRight()
        {
            var actual = new float[_batch.Count * _batch.OutputsPerRow];
            Instance.Predict(null, _batch.X, _batch.Lengths, actual);
            var expected = new float[actual.Length];
            Model.Instantiate(_test.CreateWeights(), batchSize: 2).Predict(null, _batch.X, _batch.Lengths, expected);
            Assert.Equal(expected, actual);
        }

        private void AssertUnchanged(ModelState state)
        {
            var values = new float[_stateValues.Length];
            state.CopyTo(values);
            Assert.Equal(_stateValues, values);
        }
    }
}
