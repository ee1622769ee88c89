using System;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>The public check: right gradients pass, wrong ones are found and named.</summary>
public sealed class GradientCheckTests
{
    private const int Rows = 5;
    private const int Timesteps = 6;

    private const string Source =
        """
        using ModelGen;

        namespace Checked;

        /// <summary>Reads features, and has a batch normalisation and penalties.</summary>
        [Model(Features = 4, MaxTimesteps = 6)]
        [Bidirectional] [Lstm(7, ReturnSequences = true, Peepholes = true)] [BatchNormalization] [Gru(5, ReturnSequences = true, ActivityL2 = 0.01)] [Dense(3, KernelL1 = 0.01, BiasL2 = 0.1)]
        [Loss(LossKind.Huber, Delta = 0.5)]
        public sealed partial class Values;

        /// <summary>Reads ids and tells one class.</summary>
        [Model(MaxTimesteps = 6)]
        [Embedding(9, 5, MaskZero = true)] [Lstm(6)] [Dropout(0.5)] [Dense(4)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true, LabelSmoothing = 0.1)]
        public sealed partial class Classes;

        /// <summary>Tells a class and two numbers.</summary>
        [Model(Features = 4, MaxTimesteps = 6)]
        [Gru(6, Name = "body")]
        [Dense(3, Name = "kind", From = "body", Output = true)]
        [Dense(2, Name = "size", From = "body")]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true, Output = "kind")]
        [Loss(LossKind.MeanSquaredError, Weight = 0.5, Output = "size")]
        public sealed partial class Several;

        /// <summary>Reads ids beside features.</summary>
        [Model(MaxTimesteps = 6)] [Input(1, Name = "words")] [Embedding(9, 5)] [Input(2, Name = "audio")] [Lstm(6, From = "audio, embedding")] [Dense(3)] [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Tokens;

        /// <summary>Its gradient comes from the caller.</summary>
        [Model(Features = 4, MaxTimesteps = 6)] [Lstm(3)] [Loss(LossKind.External)]
        public sealed partial class Outside;
        """;

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(Source));

    private static readonly int[] s_lengths = [6, 3, 0, 1, 5];

    /// <summary>An id among the inputs cannot be moved a little: the others are checked.</summary>
    [Fact]
    public void IdsAmongTheInputsAreLeftOut()
    {
        CompiledModel model = Model("Tokens");
        var random = new Random(2);
        float[] x = RandomModels.Features(random, model.Shape, Rows * Timesteps);
        using ModelTrainer<float> trainer = Trainer<float>(model, model.CreateWeights(seed: 4));
        GradientCheckResult result = GradientCheck.Run(trainer, model.Description, x, s_lengths, Floats(random, Rows * 3));
        Assert.True(result.Passed, result.ToString());
        Assert.Equal(s_lengths.Sum() * 2, result.Tensors.Single(t => t.Name == "inputs").Elements);
    }

    [Fact]
    public void GradientsOfSequencesPass()
    {
        CompiledModel model = Model("Values");
        var random = new Random(1);
        using ModelTrainer<float> trainer = Trainer<float>(model, model.CreateWeights(seed: 4));
        GradientCheckResult result = GradientCheck.Run(trainer, model.Description, Floats(random, Rows * Timesteps * 4), s_lengths, Floats(random, Rows * Timesteps * 3));
        Assert.True(result.Passed, result.ToString());
        Assert.Equal([.. model.Description.Layers.SelectMany(l => l.Tensors).Where(t => t.IsTrainable).Select(t => t.Name), "initial states", "inputs"], result.Tensors.Select(t => t.Name));
        Assert.All(result.Tensors, t => Assert.True(t.Checked == Math.Min(20, t.Elements) && t.Difference != 0, t.ToString()));
        Assert.Equal(s_lengths.Sum() * 4, result.Tensors[^1].Elements);
        Assert.EndsWith("all gradients agree", result.ToString());
    }

    [Fact]
    public void GradientsOfClassesPass()
    {
        CompiledModel model = Model("Classes");
        using ModelTrainer<int> trainer = Trainer<int>(model, model.CreateWeights(seed: 4));
        int[] ids = [.. Enumerable.Range(0, Rows * Timesteps).Select(i => (i * 5 % 8) + 1)];
        GradientCheckResult result = GradientCheck.Run(trainer, model.Description, ids, s_lengths, (int[])[0, 3, 1, 2, 3], new GradientCheckOptions { ElementsPerTensor = 50 });
        Assert.True(result.Passed, result.ToString());
        Assert.Equal("initial states", result.Tensors[^1].Name);
    }

    [Fact]
    public void GradientsOfSeveralOutputsPass()
    {
        CompiledModel model = Model("Several");
        var random = new Random(2);
        float[] targets = Floats(random, Rows * 3);
        for (int row = 0; row < Rows; row++)
        {
            targets[row * 3] = row % 3;
        }

        using ModelTrainer<float> trainer = Trainer<float>(model, model.CreateWeights(seed: 4));
        GradientCheckResult result = GradientCheck.Run(trainer, model.Description, Floats(random, Rows * Timesteps * 4), lengths: default, targets);
        Assert.True(result.Passed, result.ToString());
    }

    [Fact]
    public void WrongGradientsAreFound()
    {
        double[] point = [0.5, -1, 2];
        Func<double[], double> function = x => (x[0] * x[0]) + (3 * x[1] * x[2]);
        Assert.True(GradientCheck.Run("own", point, [1, 6, -3], function).Passed);

        GradientCheckResult wrong = GradientCheck.Run("own", point, [1, 6, 3], function);
        Assert.False(wrong.Passed);
        Assert.Equal((2, 3.0, -3.0), (wrong.Tensors[0].Index, wrong.Tensors[0].Gradient, Math.Round(wrong.Tensors[0].Difference, 6)));
        Assert.Contains("WRONG", wrong.ToString());
        Assert.EndsWith("gradients differ", wrong.ToString());
        Assert.False(GradientCheck.Run("own", point, [1, double.NaN, -3], function).Passed);
    }

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        CompiledModel values = Model("Values");
        CompiledModel outside = Model("Outside");
        using ModelTrainer<float> trainer = Trainer<float>(values, values.CreateWeights(seed: 4));
        using ModelTrainer<float> external = Trainer<float>(outside, outside.CreateWeights(seed: 4));
        Assert.Contains("the trainer is Values's, the description Outside's", Assert.Throws<ArgumentException>(() => GradientCheck.Run(trainer, outside.Description, new float[24], default, new float[18])).Message);
        Assert.Contains("its loss is External", Assert.Throws<InvalidOperationException>(() => GradientCheck.Run(external, outside.Description, new float[24], default, new float[3])).Message);
        Assert.Contains("expected [B, T, Outputs]", Assert.Throws<ArgumentException>(() => GradientCheck.Run(trainer, values.Description, new float[24], default, new float[3])).Message);
        Assert.Contains("own has 2 elements, its gradient 1", Assert.Throws<ArgumentException>(() => GradientCheck.Run("own", [1, 2], [1], x => x[0])).Message);
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    private static CompiledModel Model(string name) => CompiledModel.Create(s_assembly.Value.GetType($"Checked.{name}", throwOnError: true)!);

    private static ModelTrainer<TIn> Trainer<TIn>(CompiledModel model, ModelWeights weights)
        where TIn : unmanaged
        => (ModelTrainer<TIn>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, weights, new Sgd(0.1f), Rows, new TrainerOptions())!;
}
