using System;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class NanGuardTests
{
    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;
        namespace Guarded;

        /// <summary>Values that grow.</summary>
        [Model(Features = 2, MaxTimesteps = 3)]
        [Dense(4)]
        [Dense(3, Name = "great", Activation = Activation.Relu)]
        [Dense(5, Name = "greater", Activation = Activation.Relu)]
        [Lstm(4)]
        [Dense(2)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Growing;
        """));

    [Theory]
    [InlineData("great", "greater.kernel", 3e38f, 1.0f)]
    [InlineData("greater", "great.kernel", 1e20f, 1e20f)]
    public void TheLayerThatWentFirstIsNamed(string layer, string other, float great, float greater)
    {
        CompiledModel model = CompiledModel.Create(s_models.Value.GetType("Guarded.Growing", throwOnError: true)!);
        ModelWeights weights = model.CreateWeights(3);
        Fill("great.kernel", great);
        weights.CopyFrom("greater.kernel", [.. Enumerable.Repeat(greater, 15)]);
        float[] before = weights.ToArray(other);
        using ModelTrainer<float> trainer = (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, weights, new Sgd(0.1f), 4, null)!;
        float[] x = [.. Enumerable.Range(0, 4 * 6).Select(i => 50f + i)];
        int[] lengths = [1, 3, 2, 3];
        var data = new SequenceDataset<float>(x, 4, 3, new[] { 0, 1, 0, 1 }, lengths);
        var plain = Assert.Throws<TrainingDivergedException>(() => trainer.Fit(data, 1, shuffle: false));
        Assert.Null(plain.LayerName);
        Assert.Contains("The outputs are not finite: a value of the forward pass is too great", plain.Message, StringComparison.Ordinal);
        var guarded = Assert.Throws<TrainingDivergedException>(() => trainer.Fit(data, 1, shuffle: false, callbacks: [new NanGuard(model.Description)]));
        Assert.Equal(layer, guarded.LayerName);
        Assert.Contains($"The output of layer {layer} went first: row ", guarded.Message, StringComparison.Ordinal);
        Assert.Equal(before, weights.ToArray(other));

        void Fill(string name, float value)
        {
            float[] values = weights.ToArray(name);
            for (int i = 0; i < values.Length; i++)
            {
                // Columns of either sign: one of them is not cut off.
                values[i] = i % 3 == 1 ? -value : value;
            }

            weights.CopyFrom(name, values);
        }
    }

    [Fact]
    public void AWeightThatIsNotFiniteAndAGradientThatIsNotAreNamedWithoutIt()
    {
        DenseModel model = DenseModel.OfFeatures(2, 3, 2);
        DenseWeights weights = model.CreateWeights();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 16);
        trainer.OnBackward = shard => shard.Gradient.Span[model.Index(0, 1)] = float.NaN;
        float[] x = TestRows.Features(6, 1);
        var gradient = Assert.Throws<TrainingDivergedException>(() => { trainer.TrainOnBatch(x, [], [0]); });
        Assert.Equal("dense", gradient.LayerName);
        Assert.Contains("The outputs are finite, and layer dense is the nearest to the loss whose gradient is not", gradient.Message, StringComparison.Ordinal);
        trainer.OnBackward = null;
        weights.CopyFrom("dense.kernel", [1f, float.NaN, 1f, 1f]);
        var weight = Assert.Throws<TrainingDivergedException>(() => { trainer.TrainOnBatch(x, [], [0]); });
        Assert.Equal("dense", weight.LayerName);
        Assert.Contains("The weights came first: dense.kernel is not finite", weight.Message, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(
            TestRows.Learnable(model, 10, 1), 1, callbacks: [new NanGuard(CompiledModel.Create(s_models.Value.GetType("Guarded.Growing", throwOnError: true)!).Description)]));
        Assert.Contains("Dense: NanGuard was given the description of Growing", error.Message, StringComparison.Ordinal);
    }
}
