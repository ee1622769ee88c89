using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>Models whose kernels are stored as bfloat16 or int8.</summary>
public sealed class ReducedPrecisionTests
{
    private const int Rows = 9;

    private static readonly ModelDescription[] s_models =
    [
        new ModelBuilder("Small", features: 5, maxTimesteps: 7).Lstm(8, returnSequences: true).Dense(3).Build(),
        new ModelBuilder("Odd", features: 3, maxTimesteps: 6).Lstm(11, returnSequences: true).Lstm(20, returnSequences: true).Dense(17, Activation.Tanh).Build(),
        new ModelBuilder("Wide", features: 37, maxTimesteps: 5).Lstm(33).Dense(101).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Grus", features: 7, maxTimesteps: 6).Gru(12, returnSequences: true).Gru(21, returnSequences: true, resetAfter: false).Recurrent(Cell.SimpleRnn, 25, returnSequences: true).Build(),
        new ModelBuilder("Projected", features: 7, maxTimesteps: 6) { LstmOptions = layer => layer with { Projection = layer.Units / 2, ProjectionClip = 0.5 } }.Lstm(13, returnSequences: true).Lstm(34, returnSequences: true).Build(),
        new ModelBuilder("Tagger", features: 0, maxTimesteps: 7).Embedding(9, 6, maskZero: true).Bidirectional(13, MergeMode.Sum, returnSequences: true).Dense(4, Activation.Softmax, useBias: false).Build(),
    ];

    private static readonly Lazy<Dictionary<string, CompiledModel>> s_compiled = new(Compile);

    public static TheoryData<string, WeightPrecision> Cases
    {
        get
        {
            var cases = new TheoryData<string, WeightPrecision>();
            foreach (ModelDescription model in s_models)
            {
                cases.Add(model.Name, WeightPrecision.BFloat16);
                cases.Add(model.Name, WeightPrecision.Int8);
            }

            return cases;
        }
    }

    /// <summary>The arithmetic is that of the rounded weights, in float: only the storage differs.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAreThoseOfTheRoundedWeights(string name, WeightPrecision precision)
    {
        (CompiledModel model, ModelDescription description, Dictionary<string, float[]> values, TestBatch batch) = Draw(name, precision);
        var rounded = new Dictionary<string, float[]>();
        foreach ((string tensor, float[] floats) in values)
        {
            int columns = description.Layers.SelectMany(l => l.Tensors).Single(t => t.Name == tensor).Shape[^1];
            rounded.Add(tensor, !tensor.EndsWith("kernel", StringComparison.Ordinal) ? floats
                : precision == WeightPrecision.BFloat16 ? Array.ConvertAll(floats, RoundToBFloat16)
                : RoundToInt8(floats, columns));
        }

        float[] outputs = Run(model, values, batch, null, batchSize: 4);
        ReferenceNetwork reference = RandomModels.Reference(description, rounded);
        for (int row = 0; row < Rows; row++)
        {
            double[] expected = [.. reference.Forward(batch.Rows[row]).Outputs.SelectMany(y => y)];
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - outputs[(row * batch.OutputsPerRow) + i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i])), $"row {row}, output {i}: {outputs[(row * batch.OutputsPerRow) + i]:R}, with rounded weights {expected[i]:R}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryTierAndModeReturnsTheSameBits(string name, WeightPrecision precision)
    {
        (CompiledModel model, _, Dictionary<string, float[]> values, TestBatch batch) = Draw(name, precision);
        float[] expected = Run(model, values, batch, null, batchSize: 1);
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            foreach (int batchSize in new[] { 1, 2, 7, 9 })
            {
                Assert.Equal(Bits(expected), Bits(Run(model, values, batch, set, batchSize)));
            }

            ModelInstance instance = model.Instantiate(model.CreateWeights(values));
            if (model.IsCausal && model.Shape.ReturnsSequences)
            {
                for (int row = 0; row < Rows; row++)
                {
                    ModelState state = model.CreateState(batch.InitialState(row));
                    for (int t = 0; t < batch.Lengths[row]; t++)
                    {
                        var y = new float[model.Shape.Outputs];
                        instance.Step(set, state, batch.Timestep(row, t), y);
                        Assert.Equal(Bits(expected.AsSpan((row * batch.OutputsPerRow) + (t * y.Length), y.Length)), Bits(y));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(WeightPrecision.BFloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void ACrowdStepsOnTheSameBits(WeightPrecision precision)
    {
        (CompiledModel model, _, Dictionary<string, float[]> values, TestBatch batch) = Draw("Odd", precision, stateScale: 0);
        ModelWeights weights = model.CreateWeights(values);
        float[] expected = Run(model, values, batch, null, batchSize: 1);
        int row = Array.IndexOf(batch.Lengths, batch.Lengths.Max());
        CrowdInstance crowd = model.CreateCrowd(weights, agents: 7);
        for (int t = 0; t < batch.Lengths[row]; t++)
        {
            float[] one = [.. batch.Timestep(row, t).As<float>()];
            var y = new float[7 * model.Shape.Outputs];
            crowd.Step(new ModelInput((float[])[.. Enumerable.Repeat(one, 7).SelectMany(x => x)]), y);
            Assert.Equal(Bits(expected.AsSpan((row * batch.OutputsPerRow) + (t * model.Shape.Outputs), model.Shape.Outputs)), Bits(y.AsSpan(6 * model.Shape.Outputs)));
        }
    }

    [Theory]
    [InlineData(WeightPrecision.BFloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void AnInstanceKeepsTheWeightsThatItWasMadeWith(WeightPrecision precision)
    {
        (CompiledModel model, _, Dictionary<string, float[]> values, TestBatch batch) = Draw("Wide", precision);
        ModelWeights weights = model.CreateWeights(values);
        ModelInstance before = model.Instantiate(weights, 4);
        float[] expected = Predict(model, before, batch, null);
        float[] kernel = weights.ToArray("dense.kernel");
        weights.CopyFrom("dense.kernel", Array.ConvertAll(kernel, w => -w));
        Assert.Equal(expected, Predict(model, before, batch, null));
        ModelInstance after = model.Instantiate(weights, 4);
        Assert.NotEqual(expected, Predict(model, after, batch, null));
        Assert.Equal(kernel[0], -weights.ToArray("dense.kernel")[0]);

        // Training writes to the weights too, and in float.
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: Rows, optimizer: new Sgd(0.1f));
        float[] trained = Predict(model, model.Instantiate(weights, 4), batch, null);
        trainer.TrainOnBatch(batch);
        Assert.NotEqual(trained, Predict(model, model.Instantiate(weights, 4), batch, null));
    }

    [Theory]
    [InlineData("Odd")]
    [InlineData("Tagger")]
    public void TheReportTellsWhatThePrecisionCosts(string name)
    {
        var errors = new List<double>();
        foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
        {
            (CompiledModel model, ModelDescription description, Dictionary<string, float[]> values, TestBatch batch) = Draw(name, precision, stateScale: 0);
            PrecisionReport report = model.MeasurePrecision(model.CreateWeights(values), batch.X, batch.Lengths);
            float[] outputs = Run(model, values, batch, null, 4);
            ReferenceNetwork reference = RandomModels.Reference(description, values);
            double greatest = 0;
            int worst = -1;
            int count = 0;
            for (int row = 0; row < Rows; row++)
            {
                double[] expected = [.. reference.Forward(batch.Rows[row]).Outputs.SelectMany(y => y)];
                count += expected.Length;
                for (int i = 0; i < expected.Length; i++)
                {
                    double error = Math.Abs(expected[i] - outputs[(row * batch.OutputsPerRow) + i]);
                    (greatest, worst) = error > greatest ? (error, row) : (greatest, worst);
                }
            }

            Assert.Equal((Rows, count, greatest, worst), (report.Rows, report.Values, report.GreatestError, report.WorstRow));
            Assert.InRange(report.RootMeanSquareError, 0, greatest);
            Assert.InRange(report.SameClass, 0.5, 1);
            errors.Add(report.GreatestError);
        }

        // 24 bits, 8 bits, and 8 bits spread evenly over a column's range.
        Assert.InRange(errors[(int)WeightPrecision.Float32], 0, 2e-6);
        Assert.InRange(errors[(int)WeightPrecision.BFloat16], 1e-4, 3e-2);
        Assert.InRange(errors[(int)WeightPrecision.Int8], 1e-4, 3e-2);
    }

    [Fact]
    public void WeightsThatAreNotFiniteAreNotHidden()
    {
        foreach (WeightPrecision precision in new[] { WeightPrecision.BFloat16, WeightPrecision.Int8 })
        {
            (CompiledModel model, _, Dictionary<string, float[]> values, TestBatch batch) = Draw("Small", precision);
            values["dense.kernel"][4] = float.NaN;
            Assert.Contains(Run(model, values, batch, null, 1), float.IsNaN);
            Assert.Equal(0, model.MeasurePrecision(model.CreateWeights(values), batch.X, batch.Lengths).SameClass);
            values["dense.kernel"][4] = 3.4e38f;
            Assert.DoesNotContain(Run(model, values, batch, null, 1), float.IsNaN);
        }
    }

    /// <summary>To the nearest of the two neighbours that have the upper 16 bits of a float, ties to the even one.</summary>
    private static float RoundToBFloat16(float value)
    {
        float down = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & ~0xFFFF);
        float up = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value) & ~0xFFFF) + 0x10000);
        double below = Math.Abs((double)value - down);
        double above = Math.Abs((double)up - value);
        bool downIsEven = (BitConverter.SingleToInt32Bits(down) & 0x10000) == 0;
        return below < above || (below == above && downIsEven) ? down : up;
    }

    private static float[] RoundToInt8(float[] values, int columns)
    {
        var rounded = new float[values.Length];
        for (int column = 0; column < columns; column++)
        {
            float scale = Enumerable.Range(0, values.Length / columns).Max(row => Math.Abs(values[(row * columns) + column])) / 127f;
            for (int i = column; i < values.Length; i += columns)
            {
                rounded[i] = scale == 0 ? 0 : (float)Math.Round(values[i] / scale) * scale;
            }
        }

        return rounded;
    }

    private static (CompiledModel Model, ModelDescription Description, Dictionary<string, float[]> Values, TestBatch Batch) Draw(string name, WeightPrecision precision, float stateScale = 0.9f)
    {
        ModelDescription description = s_models.Single(m => m.Name == name);
        var random = new Random(name.Length * 7);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        CompiledModel model = s_compiled.Value[$"{name}{precision}"];
        int[] lengths = RandomModels.Lengths(random, Rows, description.MaxTimesteps);
        return (model, description, values, new TestBatch(random, RandomModels.Reference(description, values), lengths, description.MaxTimesteps, stateScale));
    }

    private static float[] Run(CompiledModel model, Dictionary<string, float[]> values, TestBatch batch, InstructionSet? set, int batchSize)
        => Predict(model, model.Instantiate(model.CreateWeights(values), batchSize), batch, set);

    private static float[] Predict(CompiledModel model, ModelInstance instance, TestBatch batch, InstructionSet? set)
    {
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(row => model.CreateState(batch.InitialState(row)))];
        instance.Predict(set, batch.X, batch.Lengths, outputs, states);
        return outputs;
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        }

        return bits;
    }

    private static Dictionary<string, CompiledModel> Compile()
    {
        var compiled = new Dictionary<string, CompiledModel>();
        foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
        {
            string source = ModelSource.Write(s_models).Replace("[Model(", $"[Model(WeightPrecision = WeightPrecision.{precision}, ", StringComparison.Ordinal);
            Assembly assembly = TestModelFactory.CompileAssembly(source);
            foreach (ModelDescription model in s_models)
            {
                compiled.Add($"{model.Name}{precision}", CompiledModel.Create(assembly.GetType($"{ModelSource.Namespace}.{model.Name}", throwOnError: true)!));
            }
        }

        return compiled;
    }
}
