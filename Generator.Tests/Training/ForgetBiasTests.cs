using System;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;
using Xunit.Abstractions;

namespace ModelGen.Tests.Training;

/// <summary>
/// What the forget bias is for: a long-lag task, on which it decides whether a small LSTM learns in a few seconds. Every machine computes the
/// same bits, so the figures are the same everywhere.
/// </summary>
public sealed class ForgetBiasTests(ITestOutputHelper output)
{
    private const int Timesteps = 24;
    private const int Rows = 384;

    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace LongLag;

        /// <summary>Keras' default.</summary>
        [Model(Features = 2, MaxTimesteps = 24)] [Lstm(12)] [Dense(1)] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]
        public sealed partial class Remembers;

        /// <summary>The classic omission.</summary>
        [Model(Features = 2, MaxTimesteps = 24)] [Lstm(12, UnitForgetBias = false)] [Dense(1)] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]
        public sealed partial class Forgets;
        """));

    [Fact]
    public void AnLstmRemembersTheFirstTimestep()
    {
        double with = Accuracy("Remembers");
        double without = Accuracy("Forgets");
        output.WriteLine($"forget bias 1: {with:F4}, 0: {without:F4}");
        Assert.True(with >= 0.95, $"With the forget bias: accuracy {with}");
        Assert.True(without <= 0.65, $"Without the forget bias: accuracy {without}");
    }

    /// <summary>The sign of a number at the first timestep, which is marked, after 23 timesteps of noise.</summary>
    private static double Accuracy(string name)
    {
        var random = new Random(5);
        var x = new float[Rows * Timesteps * 2];
        var targets = new float[Rows];
        for (int row = 0; row < Rows; row++)
        {
            for (int t = 0; t < Timesteps; t++)
            {
                x[((row * Timesteps) + t) * 2] = (random.NextSingle() * 2) - 1;
            }

            float first = random.Next(2) == 0 ? 1 : -1;
            x[row * Timesteps * 2] = first;
            x[(row * Timesteps * 2) + 1] = 1;
            targets[row] = first > 0 ? 1 : 0;
        }

        CompiledModel model = CompiledModel.Create(s_models.Value.GetType($"LongLag.{name}", throwOnError: true)!);
        var data = new SequenceDataset<float>(x, Rows, Timesteps, targets: targets);
        using var trainer = (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, model.CreateWeights(seed: 1), new Adam(0.01f), 32, new TrainerOptions { Seed = 2 })!;
        trainer.Fit(data.Slice(0, 256), epochs: 12);
        return trainer.Evaluate(data.Slice(256, Rows - 256)).Metric;
    }
}
