using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>PyTorch's conventions against what PyTorch itself made of the same gradients in double (Fixtures/optimizers.py).</summary>
public sealed class PyTorchOptimizerTests
{
    private static readonly Lazy<JsonDocument> s_recorded = new(() => JsonDocument.Parse(File.ReadAllBytes(FixturePath())));

    private static readonly Dictionary<string, Func<Optimizer>> s_optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.05f),
        ["adam"] = () => Adam.PyTorch(),
        ["adamw"] = () => AdamW.PyTorch(),
        ["rmsprop"] = () => RmsProp.PyTorch(),
        ["rmsprop centered momentum"] = () => RmsProp.PyTorch(0.003f, alpha: 0.875f, momentum: 0.75f, centered: true),
        ["adagrad"] = () => Adagrad.PyTorch(),
        ["adagrad decay"] = () => Adagrad.PyTorch(0.05f, learningRateDecay: 0.125f, initialAccumulator: 0.5f),
    };

    public static TheoryData<string> Names => [.. s_optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void SixtyStepsEndWherePyTorchEnds(string name)
    {
        JsonElement recorded = s_recorded.Value.RootElement;
        float[] weights = Floats(recorded.GetProperty("weights"));
        float[][] gradients = [.. recorded.GetProperty("gradients").EnumerateArray().Select(Floats)];
        double[] expected = [.. recorded.GetProperty("after").GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        Optimizer optimizer = s_optimizers[name]();
        optimizer.Bind(weights.Length);
        for (int step = 0; step < gradients.Length; step++)
        {
            if (step == 30)
            {
                optimizer.LearningRate *= 0.5f;
            }

            optimizer.BeginStep();
            optimizer.Update(weights, gradients[step], 0);
        }

        // Sixty roundings of a weight near 1, and of a step of about 0.01.
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - weights[i]) <= 4e-6, $"{name}[{i}]: PyTorch {expected[i]:R}, here {weights[i]:R}");
        }
    }

    [Fact]
    public void SchedulesGiveTheRatesOfPyTorch()
    {
        AssertRates("step", new StepDecay(0.5f, 7, 0.25));
        AssertRates("exponential", new ExponentialDecay(0.5f, 1, 0.9375));
        AssertRates("cosine", new CosineDecay(0.5f, 40, least: 0.25));
        AssertRates("one cycle", new OneCycle(0.5f, 50));
        AssertRates("one short cycle", new OneCycle(0.5f, 50, rise: 0.75, firstDivisor: 4, lastDivisor: 8));
    }

    private static void AssertRates(string name, LearningRateSchedule schedule)
    {
        double[] expected = [.. s_recorded.Value.RootElement.GetProperty("rates").GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.True(Math.Abs(expected[step] - schedule.At(step)) <= 6e-8 * expected[step], $"{name}, step {step}: PyTorch {expected[step]:R}, here {schedule.At(step):R}");
        }
    }

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetSingle())];

    private static string FixturePath([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Fixtures", "optimizers.json");
}
