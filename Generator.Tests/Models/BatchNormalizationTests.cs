using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>What the shared models do not say of [BatchNormalization]: its defaults, its moving statistics, and what folding leaves.</summary>
public sealed class BatchNormalizationTests
{
    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Norms;

        /// <summary>Defaults.</summary>
        [Model(Features = 3, MaxTimesteps = 4)] [Masking(9)] [BatchNormalization] [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Defaults;

        /// <summary>PyTorch's numbers.</summary>
        [Model(Features = 3, MaxTimesteps = 4, Framework = FrameworkPreset.PyTorch)] [Masking(9)] [BatchNormalization(MovingVarianceInitializer = Initializer.Zeros)] [Loss(LossKind.MeanSquaredError)]
        public sealed partial class PyTorch;

        /// <summary>A fold among reduced weights.</summary>
        [Model(Features = 3, MaxTimesteps = 4, WeightPrecision = WeightPrecision.BFloat16)] [BatchNormalization] [Dense(9, UseBias = false)] [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Reduced;
        """));

    /// <summary>20 rows are three shards: the statistics are those of all, of their active timesteps.</summary>
    [Theory]
    [InlineData("Defaults", 0.99, 1e-3, 1f)]
    [InlineData("PyTorch", 0.9, 1e-5, 0f)]
    public void AStepMovesTheStatistics(string name, double momentum, double epsilon, float variance)
    {
        CompiledModel model = Model(name);
        ModelWeights weights = model.CreateWeights();
        Assert.Equal(["batch_normalization.gamma", "batch_normalization.beta", "batch_normalization.moving_mean", "batch_normalization.moving_variance"], weights.TensorNames);
        Assert.Equal([[1, 1, 1], [0, 0, 0], [0, 0, 0], [variance, variance, variance]], weights.TensorNames.Select(weights.ToArray));
        TestBatch batch = Batch(model, weights);
        double[][] counted = [.. batch.Rows.SelectMany(row => row.Inputs).Where(x => x.Any(value => value != 9))];
        Assert.InRange(counted.Length, 20, batch.Rows.Sum(row => row.Length) - 3);

        // Weight decay is for what is trained.
        ModelWeights[] trained = [.. new[] { 1, 3 }.Select(threads =>
        {
            ModelWeights own = model.CreateWeights();
            using TrainerInstance trainer = model.CreateTrainer(own, batchSize: 20, threads, optimizer: new AdamW(0.5f, weightDecay: 0.5f));
            trainer.TrainOnBatch(batch);
            return own;
        })];
        Assert.Equal(trained[0].Packed.Span.ToArray(), trained[1].Packed.Span.ToArray());
        for (int k = 0; k < 3; k++)
        {
            double mean = counted.Average(x => x[k]);
            double square = counted.Average(x => (x[k] - mean) * (x[k] - mean));
            Assert.Equal(mean * (1 - momentum), trained[0].ToArray("batch_normalization.moving_mean")[k], 1e-7);
            Assert.Equal((variance * momentum) + (square * (1 - momentum)), trained[0].ToArray("batch_normalization.moving_variance")[k], 1e-7);
        }

        Assert.Equal(epsilon, ((BatchNormalizationDescription)model.Description.Layers[1]).Epsilon);
    }

    /// <summary>Nothing counts: no mean of nothing, and the statistics stay.</summary>
    [Fact]
    public void AnEmptyBatchMovesNothing()
    {
        CompiledModel model = Model("Defaults");
        ModelWeights weights = model.CreateWeights();
        float[] before = weights.Packed.Span.ToArray();
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 4);
        Assert.Equal(0, trainer.TrainOnBatch(new TestBatch(new Random(1), new ReferenceNetwork(model.Description, weights), [0, 0, 0], 4)));
        Assert.Equal(before, weights.Packed.Span.ToArray());
    }

    /// <summary>Finite inputs whose variance no float holds: no weight, statistic or moment of the optimiser has changed.</summary>
    [Fact]
    public void AVarianceBeyondFloatsIsADivergence()
    {
        CompiledModel model = Model("Reduced");
        ModelWeights weights = model.CreateWeights(seed: 2);
        float[] before = weights.Packed.Span.ToArray();
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 4, optimizer: new Adam(0.1f));
        var huge = new TestBatch(new Random(1), new ReferenceNetwork(model.Description, weights), [4, 4, 4], 4);
        Span<float> x = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(huge.X.As<float>()), huge.X.Length);
        for (int i = 1; i < x.Length; i += 3)
        {
            x[i] *= 1e25f;
        }

        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => trainer.TrainOnBatch(huge));
        Assert.Equal("batch_normalization.moving_variance", error.TensorName);
        Assert.StartsWith("Reduced: step 1: batch_normalization.moving_variance would not be finite: what the layer reads varies more than a float can say.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.Packed.Span.ToArray());

        // Training goes on as if nothing had been.
        ModelWeights other = model.CreateWeights(seed: 2);
        using TrainerInstance fresh = model.CreateTrainer(other, batchSize: 4, optimizer: new Adam(0.1f));
        var batch = new TestBatch(new Random(1), new ReferenceNetwork(model.Description, weights), [4, 4, 4], 4);
        Assert.Equal(fresh.TrainOnBatch(batch), trainer.TrainOnBatch(batch));
        Assert.Equal(other.Packed.Span.ToArray(), weights.Packed.Span.ToArray());
    }

    [Fact]
    public void ANegativeVarianceInAFileIsRefused()
    {
        CompiledModel model = Model("Defaults");
        ModelWeights weights = model.CreateWeights();
        weights.CopyFrom("batch_normalization.moving_variance", [1, 0, -0.25f]);
        using var file = new System.IO.MemoryStream();
        weights.Save(file);
        file.Position = 0;
        ModelWeights loaded = model.CreateWeights();
        float[] before = loaded.Packed.Span.ToArray();
        var error = Assert.Throws<WeightsFormatException>(() => loaded.LoadFrom(file));
        Assert.Equal("weights stream, tensor 'batch_normalization.moving_variance': element [2] is -0.25; a variance is at least 0. The file was not written by a training, or the statistics are in another order.", error.Message);
        Assert.Equal(before, loaded.Packed.Span.ToArray());
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        CompiledModel model = Model("Defaults");
        ModelWeights weights = model.CreateWeights();
        TestBatch batch = Batch(model, weights);
        using TrainerInstance trainer = model.CreateTrainer(weights, batchSize: 20);
        trainer.TrainOnBatch(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.TrainOnBatch(batch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>The folded kernel is what is rounded to bfloat16, and an instance keeps what it was made with.</summary>
    [Fact]
    public void FoldsAreRounded()
    {
        CompiledModel model = Model("Reduced");
        Assert.Contains("batch normalization, folded", model.Static<string>("Summary"), StringComparison.Ordinal);
        ModelWeights weights = model.CreateWeights(seed: 4);
        weights.CopyFrom("batch_normalization.gamma", [0.5f, -2, 1.5f]);
        weights.CopyFrom("batch_normalization.beta", [0.25f, 1, -1]);
        weights.CopyFrom("batch_normalization.moving_mean", [1, -1, 3]);
        weights.CopyFrom("batch_normalization.moving_variance", [4, 0.5f, 9]);
        ModelInstance instance = model.Instantiate(weights);
        float[] kernel = weights.ToArray("dense.kernel");
        weights.CopyFrom("batch_normalization.gamma", [7, 7, 7]);
        float[] x = [0.5f, -0.25f, 2];
        float[] y = new float[9];
        instance.Predict(null, new ModelInput(x), y);
        double[] factors = [0.5 / Math.Sqrt(4.001), -2 / Math.Sqrt(0.501), 1.5 / Math.Sqrt(9.001)];
        double[] shifts = [0.25 - factors[0], 1 + factors[1], -1 - (3 * factors[2])];
        for (int n = 0; n < 9; n++)
        {
            double expected = 0;
            for (int k = 0; k < 3; k++)
            {
                double weight = kernel[(k * 9) + n];
                expected += (x[k] * RoundToBFloat16((float)(weight * factors[k]))) + (weight * shifts[k]);
            }

            Assert.Equal(expected, y[n], 1e-6);
        }
    }

    private static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static TestBatch Batch(CompiledModel model, ModelWeights weights)
        => new(new Random(8), new ReferenceNetwork(model.Description, weights), rows: 20);

    private static CompiledModel Model(string name) => CompiledModel.Create(s_models.Value.GetType($"Norms.{name}", throwOnError: true)!);
}
