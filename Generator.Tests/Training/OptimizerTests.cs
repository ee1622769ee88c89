using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Every optimiser and every kind of clipping against the formulas written down once more, in double, per logical tensor.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 50;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string optimizer in new[] { "sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad", "nadam", "nadam pytorch" })
        {
            foreach (string clip in new[] { "none", "value", "norm", "global" })
            {
                cases.Add(optimizer, clip);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FollowsItsFormulaOverFiftySteps(string name, string clip)
    {
        // 20 outputs: a full panel and one with padding lanes.
        DenseModel model = DenseModel.OfFeatures(features: 3, timesteps: 2, outputs: 20);
        DenseWeights weights = model.CreateWeights();
        Optimizer optimizer = Create(name);
        optimizer.ClipValue = clip == "value" ? 0.01f : null;
        optimizer.ClipNorm = clip == "norm" ? 0.1f : null;
        optimizer.GlobalClipNorm = clip == "global" ? 0.1f : null;
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, optimizer, batchSize: 10);
        Dictionary<string, double[]> expected = weights.TensorNames.ToDictionary(n => n, n => weights.ToArray(n).Select(v => (double)v).ToArray());
        var formula = new Formula(name, expected);
        for (int step = 0; step < Steps; step++)
        {
            if (step == 30)
            {
                optimizer.LearningRate *= 0.5f;
            }

            float[] x = TestRows.Features(10 * 2 * 3, seed: step);
            int[] classes = TestRows.Integers(10, 20, seed: 1000 + step);
            ModelGradients gradients = trainer.ComputeGradients(x, [], classes);
            trainer.TrainOnBatch(x, [], classes);
            formula.Step(optimizer.LearningRate, Clip(clip, gradients));
        }

        Assert.Equal(Steps, optimizer.Iterations);
        foreach (string tensor in weights.TensorNames)
        {
            float[] actual = weights.ToArray(tensor);
            for (int i = 0; i < actual.Length; i++)
            {
                Assert.True(Math.Abs(actual[i] - expected[tensor][i]) <= 5e-6, $"{tensor}[{i}]: expected {expected[tensor][i]}, is {actual[i]}");
            }
        }

        for (int unit = 20; unit < 32; unit++)
        {
            Assert.All(Enumerable.Range(-1, 4), row => Assert.Equal(0f, weights.Packed.Span[(16 * 4) + ((row + 1) * 16) + unit - 16]));
        }
    }

    [Theory]
    [InlineData("value")]
    [InlineData("norm")]
    [InlineData("global")]
    public void AGradientWithinTheLimitIsNotTouched(string clip)
    {
        float[] Train(string kind)
        {
            DenseModel model = DenseModel.OfFeatures(3, 2, 5);
            DenseWeights weights = model.CreateWeights();
            var optimizer = new Sgd(0.1f)
            {
                ClipValue = kind == "value" ? 1e3f : null,
                ClipNorm = kind == "norm" ? 1e3f : null,
                GlobalClipNorm = kind == "global" ? 1e3f : null,
            };
            using var trainer = new DenseTrainer<float>(weights, LossKind.MeanSquaredError, true, optimizer, 4);
            trainer.TrainOnBatch(TestRows.Features(24, 1), [], TestRows.Features(20, 2));
            return weights.Packed.Span.ToArray();
        }

        Assert.Equal(Train("none"), Train(clip));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("adam pytorch")]
    [InlineData("rmsprop")]
    [InlineData("rmsprop pytorch")]
    [InlineData("adagrad")]
    [InlineData("adagrad pytorch")]
    [InlineData("nadam")]
    public void VectorsAndScalarsComputeTheSameBits(string name)
    {
        const int Length = 67;
        Optimizer whole = Create(name);
        Optimizer single = Create(name);
        whole.Bind(Length);
        single.Bind(Length);
        float[] expected = TestRows.Features(Length, 1);
        float[] actual = TestRows.Features(Length, 1);
        for (int step = 0; step < 20; step++)
        {
            float[] gradient = TestRows.Features(Length, 100 + step);
            whole.BeginStep();
            whole.Update(expected, gradient, 0);
            single.BeginStep();
            for (int i = Length - 1; i >= 0; i--)
            {
                single.Update(actual.AsSpan(i, 1), gradient.AsSpan(i, 1), i);
            }
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        AssertRefused("LearningRate", () => new Sgd(-0.1f));
        AssertRefused("LearningRate", () => new Adam(float.NaN));
        AssertRefused("LearningRate", () => new Adam().LearningRate = float.PositiveInfinity);
        AssertRefused("momentum", () => new Sgd(0.1f, momentum: 1f));
        AssertRefused("momentum", () => new Sgd(0.1f, momentum: float.NaN));
        AssertRefused("beta1", () => new Adam(beta1: 1f));
        AssertRefused("beta2", () => new Adam(beta2: -0.1f));
        AssertRefused("epsilon", () => new Adam(epsilon: 0f));
        AssertRefused("weightDecay", () => new AdamW(weightDecay: -1f));
        AssertRefused("rho", () => new RmsProp(rho: 1f));
        AssertRefused("alpha", () => RmsProp.PyTorch(alpha: 1f));
        AssertRefused("epsilon", () => new Nadam(epsilon: -1f));
        AssertRefused("initialAccumulator", () => new Adagrad(initialAccumulator: -1f));
        AssertRefused("ClipValue", () => new Sgd { ClipValue = 0f });
        AssertRefused("ClipNorm", () => new Sgd { ClipNorm = float.NaN });
        AssertRefused("GlobalClipNorm", () => new Sgd { GlobalClipNorm = float.PositiveInfinity });
        var optimizer = new Sgd { ClipNorm = 1f };
        Assert.Throws<InvalidOperationException>(() => optimizer.ClipValue = 1f);
        Assert.Throws<InvalidOperationException>(() => optimizer.GlobalClipNorm = 1f);
        optimizer.ClipNorm = null;
        optimizer.ClipValue = 1f;
        Assert.Throws<InvalidOperationException>(() => optimizer.ClipNorm = 1f);
    }

    [Fact]
    public void BelongsToOneTrainer()
    {
        DenseWeights weights = DenseModel.OfFeatures(3, 2, 5).CreateWeights();
        var optimizer = new Adam();
        using var first = new DenseTrainer<float>(weights, LossKind.MeanSquaredError, true, optimizer);
        var error = Assert.Throws<InvalidOperationException>(() => new DenseTrainer<float>(weights, LossKind.MeanSquaredError, true, optimizer));
        Assert.Contains("Adam already belongs to a trainer", error.Message, StringComparison.Ordinal);
    }

    private static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd(0.1f),
        "momentum" => new Sgd(0.1f, 0.9f),
        "nesterov" => new Sgd(0.1f, 0.9f, nesterov: true),
        "adam" => new Adam(0.01f),
        "adam pytorch" => Adam.PyTorch(0.01f),
        "rmsprop" => new RmsProp(0.01f, momentum: 0.5f),
        "rmsprop pytorch" => RmsProp.PyTorch(0.01f, momentum: 0.5f, centered: true),
        "adagrad" => new Adagrad(0.05f),
        "adagrad pytorch" => Adagrad.PyTorch(0.05f),
        "nadam" => new Nadam(0.01f),
        "nadam pytorch" => Nadam.PyTorch(0.01f),
        _ => new AdamW(0.01f, weightDecay: 0.1f),
    };

    private static void AssertRefused(string name, Func<object> create)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => create());
        Assert.Equal(name, error.ParamName);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, double[]> Clip(string clip, ModelGradients gradients)
    {
        Dictionary<string, double[]> all = gradients.Tensors.ToDictionary(t => t.Key, t => t.Value.Select(v => (double)v).ToArray());
        double global = Math.Sqrt(all.Values.Sum(g => g.Sum(v => v * v)));
        foreach (double[] g in all.Values)
        {
            double norm = Math.Sqrt(g.Sum(v => v * v));
            for (int i = 0; i < g.Length; i++)
            {
                g[i] = clip switch
                {
                    "value" => Math.Clamp(g[i], -0.01, 0.01),
                    "norm" => g[i] * 0.1 / Math.Max(norm, 0.1),
                    "global" => g[i] * 0.1 / Math.Max(global, 0.1),
                    _ => g[i],
                };
            }
        }

        return all;
    }

    /// <summary>The update rules of docs/training.md, element by element.</summary>
    private sealed class Formula(string name, Dictionary<string, double[]> weights)
    {
        private readonly Dictionary<string, double[]> _m = weights.ToDictionary(w => w.Key, w => new double[w.Value.Length]);
        private readonly Dictionary<string, double[]> _v = weights.ToDictionary(w => w.Key, w => new double[w.Value.Length]);
        private int _step;

        public void Step(double rate, Dictionary<string, double[]> gradients)
        {
            _step++;
            foreach ((string tensor, double[] w) in weights)
            {
                for (int i = 0; i < w.Length; i++)
                {
                    w[i] = Next(w[i], gradients[tensor][i], ref _m[tensor][i], ref _v[tensor][i], rate);
                }
            }
        }

        private double Next(double w, double g, ref double m, ref double v, double rate)
        {
            switch (name)
            {
                case "sgd":
                    return w - (rate * g);
                case "momentum":
                    m = (0.9 * m) - (rate * g);
                    return w + m;
                case "nesterov":
                    m = (0.9 * m) - (rate * g);
                    return w + (0.9 * m) - (rate * g);
                case "rmsprop":
                    v = (0.9 * v) + (0.1 * g * g);
                    m = (0.5 * m) + (rate * g / Math.Sqrt(v + 1e-7));
                    return w - m;
                case "adagrad":
                    v += g * g;
                    return w - (rate * g / Math.Sqrt(v + 0.1 + 1e-7));
                case "nadam" or "nadam pytorch":
                    m = (0.9 * m) + (0.1 * g);
                    v = (0.999 * v) + (0.001 * g * g);
                    double U(int t) => 0.9 * (1 - (0.5 * Math.Pow(0.96, name == "nadam" ? t : 0.004 * t)));
                    double product = Enumerable.Range(1, _step).Aggregate(1.0, (p, t) => p * U(t));
                    double ahead = U(_step + 1) * m / (1 - (product * U(_step + 1)));
                    double now = (1 - U(_step)) * g / (1 - product);
                    return w - (rate * (ahead + now) / (Math.Sqrt(v / (1 - Math.Pow(0.999, _step))) + (name == "nadam" ? 1e-7 : 1e-8)));
                default:
                    if (name == "adamw")
                    {
                        w -= w * 0.1 * rate;
                    }

                    m = (0.9 * m) + (0.1 * g);
                    v = (0.999 * v) + (0.001 * g * g);
                    double step = rate * Math.Sqrt(1 - Math.Pow(0.999, _step)) / (1 - Math.Pow(0.9, _step));
                    return w - (step * m / (Math.Sqrt(v) + 1e-7));
            }
        }
    }
}
