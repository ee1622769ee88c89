using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Two hundred steps from PyTorch's weights with PyTorch's batches lose what they lose there (Fixtures/curves.py).</summary>
public sealed class LossCurveTests
{
    private const int Features = 5, Timesteps = 12, Batch = 16, Batches = 8;

    private static readonly Lazy<JsonDocument> s_recorded = new(() => JsonDocument.Parse(File.ReadAllBytes(FixturePath())));

    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;
        namespace Curves;

        /// <summary>nn.LSTM and nn.Linear.</summary>
        [Model(Features = 5, MaxTimesteps = 12, Framework = FrameworkPreset.PyTorch)]
        [Lstm(7)]
        [Dense(3)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Lstm;

        /// <summary>nn.GRU and nn.Linear.</summary>
        [Model(Features = 5, MaxTimesteps = 12, Framework = FrameworkPreset.PyTorch)]
        [Gru(7)]
        [Dense(3)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Gru;

        /// <summary>nn.LSTM(bidirectional=True) and nn.Linear.</summary>
        [Model(Features = 5, MaxTimesteps = 12, Framework = FrameworkPreset.PyTorch)]
        [Bidirectional]
        [Lstm(7)]
        [Dense(3)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Bidirectional;
        """));

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (JsonProperty curve in s_recorded.Value.RootElement.GetProperty("curves").EnumerateObject())
            {
                string[] name = curve.Name.Split(' ');
                cases.Add(name[0], name[1]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwoHundredStepsLoseWhatPyTorchLoses(string name, string optimizer)
    {
        JsonElement recorded = s_recorded.Value.RootElement.GetProperty("curves").GetProperty($"{name} {optimizer}");
        string kind = name.Split('_')[0];
        CompiledModel model = CompiledModel.Create(s_models.Value.GetType($"Curves.{char.ToUpperInvariant(kind[0])}{kind[1..]}", throwOnError: true)!);
        Dictionary<string, float[]> start = recorded.GetProperty("weights").EnumerateObject().ToDictionary(t => t.Name, t => Floats(t.Value));
        ModelWeights weights = model.CreateWeights(start);
        Assert.Equal(weights.TensorNames.Order(StringComparer.Ordinal), start.Keys.Order(StringComparer.Ordinal));
        using var trainer = (ModelTrainer<float>)Activator.CreateInstance(
            model.Type.GetNestedType("Trainer")!, weights, optimizer == "sgd" ? new Sgd(0.2f) : Adam.PyTorch(0.01f), Batch, null)!;
        float[] x = [.. Enumerable.Range(0, Batch * Batches * Timesteps * Features).Select(i => (float)(((unchecked((uint)i * 2654435761u) >> 8) / (double)(1 << 23)) - 1))];
        int[] lengths = [.. Enumerable.Range(0, Batch * Batches).Select(row => (row * 5 % Timesteps) + 1)];
        int[] classes = [.. lengths.Select((length, row) => (At(row, 0, 0) > 0 ? 1 : 0) + (At(row, length - 1, 1) > 0 ? 1 : 0))];
        bool ragged = name.EndsWith("lengths", StringComparison.Ordinal);
        double[] expected = [.. recorded.GetProperty("losses").EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(200, expected.Length);
        for (int step = 0; step < expected.Length; step++)
        {
            int first = step % Batches * Batch;
            double loss = trainer.TrainOnBatch(
                x.AsSpan(first * Timesteps * Features, Batch * Timesteps * Features),
                ragged ? lengths.AsSpan(first, Batch) : default,
                classes.AsSpan(first, Batch));
            Assert.True(Math.Abs(loss - expected[step]) <= 1e-4 * expected[step], $"step {step + 1}: PyTorch {expected[step]:R}, here {loss:R}");
        }

        float At(int row, int timestep, int feature) => x[(((row * Timesteps) + timestep) * Features) + feature];
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];

    private static string FixturePath([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Fixtures", "curves.json");
}
