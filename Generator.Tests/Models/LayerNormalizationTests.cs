using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>What the shared models do not say of [LayerNormalization]: that its defaults are Keras', and its values.</summary>
public sealed class LayerNormalizationTests
{
    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Norms;

        /// <summary>Defaults.</summary>
        [Model(Features = 2, MaxTimesteps = 5, Initializers = InitializerPreset.PyTorch)] [LayerNormalization]
        public sealed partial class Defaults;

        /// <summary>Other initialisers.</summary>
        [Model(Features = 9, MaxTimesteps = 1)] [LayerNormalization(GammaInitializer = Initializer.Constant, GammaInitializerMean = 0.25, BetaInitializer = Initializer.Ones)]
        public sealed partial class Initialized;

        /// <summary>Initialisers of what is not gamma or beta.</summary>
        [Model(Features = 9, MaxTimesteps = 3)]
        [BatchNormalization(MovingMeanInitializer = Initializer.Constant, MovingMeanInitializerMean = -3, MovingVarianceInitializer = Initializer.RandomUniform, MovingVarianceInitializerMean = 2, MovingVarianceInitializerScale = 0.5)]
        [Lstm(8, LayerNorm = true, GainInitializer = Initializer.Constant, GainInitializerMean = 0.5, CellGainInitializer = Initializer.RandomNormal, CellGainInitializerScale = 2, CellBiasInitializer = Initializer.Constant, CellBiasInitializerMean = 0.125)]
        public sealed partial class Others;
        """));

    /// <summary>The example of Keras' documentation: pairs of numbers ten apart become −1 and 1, but for ε.</summary>
    [Fact]
    public void TheExampleOfTheDocumentation()
    {
        CompiledModel model = Model("Defaults");
        ModelWeights weights = model.CreateWeights();
        Assert.Equal(["layer_normalization.gamma", "layer_normalization.beta"], weights.TensorNames);
        float[] x = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
        float[] y = new float[10];
        model.Instantiate(weights).Predict(null, new ModelInput(x), y);
        float expected = (float)(5 / Math.Sqrt(25 + 1e-3));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? -expected : expected), y);
    }

    /// <summary>Features that are all equal have no variance: what is left is beta.</summary>
    [Fact]
    public void EqualFeaturesBecomeBeta()
    {
        CompiledModel model = Model("Initialized");
        ModelWeights weights = model.CreateWeights(seed: 3);
        Assert.All(weights.ToArray("layer_normalization.gamma"), value => Assert.Equal(0.25f, value));
        weights.CopyFrom("layer_normalization.gamma", [.. Enumerable.Range(1, 9).Select(i => (float)i)]);
        float[] y = new float[9];
        model.Instantiate(weights).Predict(null, new ModelInput(Enumerable.Repeat(1e6f, 9).ToArray()), y);
        Assert.All(y, value => Assert.Equal(1f, value));
    }

    /// <summary>The other normalisations' tensors start as their arguments say.</summary>
    [Fact]
    public void InitialisersOfStatisticsGainsAndShifts()
    {
        ModelWeights weights = Model("Others").CreateWeights(seed: 5);
        Assert.All(weights.ToArray("batch_normalization.moving_mean"), value => Assert.Equal(-3f, value));
        Assert.All(weights.ToArray("batch_normalization.moving_variance"), value => Assert.InRange(value, 1.5f, 2.5f));
        Assert.Equal(9, weights.ToArray("batch_normalization.moving_variance").Distinct().Count());
        Assert.All(weights.ToArray("lstm.gain"), value => Assert.Equal(0.5f, value));
        Assert.Contains(weights.ToArray("lstm.cell_gain"), value => Math.Abs(value) > 0.5f);
        Assert.All(weights.ToArray("lstm.cell_bias"), value => Assert.Equal(0.125f, value));
    }

    private static CompiledModel Model(string name) => CompiledModel.Create(s_models.Value.GetType($"Norms.{name}", throwOnError: true)!);
}
