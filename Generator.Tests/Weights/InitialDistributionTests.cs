using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Weights;

/// <summary>
/// The first values of models as declared: every tensor under every preset, and every initialiser on the fused matrices, whose fans are
/// [inputs, gates · units]. Formulas: Keras' <c>random_initializers.py</c>, TensorFlow 1's <c>rnn_cell_impl.py</c>, PyTorch's <c>reset_parameters</c>.
/// </summary>
public sealed class InitialDistributionTests
{
    private const int Inputs = 24;
    private const int LstmUnits = 48;
    private const int GruUnits = 40;
    private const int RnnUnits = 56;
    private const int BothUnits = 20;
    private const int DenseUnits = 30;

    private static readonly Initializer[] s_initializers = [.. Enum.GetValues<Initializer>().Where(i => i != Initializer.Preset)];

    private static readonly Lazy<Assembly> s_models = new(() => TestModelFactory.CompileAssembly(
        "using ModelGen;\n\nnamespace Initial;\n"
        + string.Concat(Enum.GetNames<FrameworkPreset>().Select(preset => $$"""

            /// <summary>Defaults.</summary>
            [Model(MaxTimesteps = 2, Framework = FrameworkPreset.{{preset}})]
            [Embedding(200, {{Inputs}})] [Lstm({{LstmUnits}}, ReturnSequences = true)] [Gru({{GruUnits}}, ReturnSequences = true)] [SimpleRnn({{RnnUnits}}, ReturnSequences = true)]
            [Bidirectional] [Lstm({{BothUnits}})] [Dense({{DenseUnits}})]
            public sealed partial class Of{{preset}};

            """))
        + string.Concat(s_initializers.Select(kind => $$"""

            /// <summary>One initialiser.</summary>
            [Model(Features = {{Inputs}}, MaxTimesteps = 2)]
            [Lstm({{LstmUnits}}, KernelInitializer = Initializer.{{kind}}, RecurrentInitializer = Initializer.{{kind}}{{(kind == Initializer.Constant ? ", KernelInitializerMean = 0.25, RecurrentInitializerMean = 0.25" : "")}})]
            public sealed partial class Draws{{kind}};

            """))));

    public static TheoryData<FrameworkPreset> Presets => [.. Enum.GetValues<FrameworkPreset>()];

    public static TheoryData<Initializer> Initializers => [.. s_initializers];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Defaults(FrameworkPreset preset)
    {
        ModelWeights weights = Create($"Of{preset}", seed: 7);
        bool pyTorch = preset == FrameworkPreset.PyTorch;
        bool tensorFlow = preset == FrameworkPreset.TensorFlow1;
        if (pyTorch)
        {
            Normal(weights, "embedding.embeddings", 1, truncatedAt: null);
        }
        else
        {
            Uniform(weights, "embedding.embeddings", 0.05);
        }

        (string Layer, int Inputs, int Units, int Gates)[] cells =
        [
            ("lstm", Inputs, LstmUnits, 4),
            ("gru", LstmUnits, GruUnits, 3),
            ("simple_rnn", GruUnits, RnnUnits, 1),
            ("bidirectional.forward", RnnUnits, BothUnits, 4),
            ("bidirectional.backward", RnnUnits, BothUnits, 4),
        ];
        foreach ((string layer, int inputs, int units, int gates) in cells)
        {
            double torch = 1 / Math.Sqrt(units);
            if (pyTorch)
            {
                Uniform(weights, $"{layer}.kernel", torch);
                Uniform(weights, $"{layer}.recurrent_kernel", torch);
                Uniform(weights, $"{layer}.bias", torch, few: true);
                continue;
            }

            float[] bias = weights.ToArray($"{layer}.bias");
            float Bias(int column) => gates == 4 ? (column / units == 1 ? 1f : 0f) : gates == 3 && tensorFlow && column / units < 2 ? 1f : 0f;
            Assert.Equal(bias.Select((_, i) => i < gates * units ? Bias(i) : 0f), bias);
            if (!tensorFlow)
            {
                Uniform(weights, $"{layer}.kernel", Math.Sqrt(6.0 / (inputs + (gates * units))));
                Orthonormal(weights, $"{layer}.recurrent_kernel", units, gates * units);
                continue;
            }

            // One draw for the kernel on [x; h]: of all gates, or of a GRU's two gates and another of its candidate.
            foreach (string tensor in new[] { $"{layer}.kernel", $"{layer}.recurrent_kernel" })
            {
                float[] values = weights.ToArray(tensor);
                if (gates != 3)
                {
                    Uniform(values, tensor, Math.Sqrt(6.0 / (inputs + units + (gates * units))));
                    continue;
                }

                Uniform([.. values.Where((_, i) => i % (3 * units) < 2 * units)], tensor, Math.Sqrt(6.0 / (inputs + units + (2 * units))));
                Uniform([.. values.Where((_, i) => i % (3 * units) >= 2 * units)], tensor, Math.Sqrt(6.0 / (inputs + units + units)));
            }
        }

        Uniform(weights, "dense.kernel", pyTorch ? 1 / Math.Sqrt(2 * BothUnits) : Math.Sqrt(6.0 / ((2 * BothUnits) + DenseUnits)));
        if (pyTorch)
        {
            Uniform(weights, "dense.bias", 1 / Math.Sqrt(2 * BothUnits), few: true);
        }
        else
        {
            Assert.All(weights.ToArray("dense.bias"), value => Assert.Equal(0f, value));
        }
    }

    /// <summary>Keras and PyTorch both have two biases in a GRU that resets after the product; the others have one.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void RowsOfAGrusBias(FrameworkPreset preset)
        => Assert.Equal(preset is FrameworkPreset.Keras3 or FrameworkPreset.PyTorch ? [2, 3 * GruUnits] : [3 * GruUnits], Create($"Of{preset}", 1).ShapeOf("gru.bias").ToArray());

    [Theory]
    [MemberData(nameof(Initializers))]
    public void OnTheFusedMatrices(Initializer kind)
    {
        ModelWeights weights = Create($"Draws{kind}", seed: 3);
        foreach ((string tensor, int fanIn) in new[] { ("lstm.kernel", Inputs), ("lstm.recurrent_kernel", LstmUnits) })
        {
            const int FanOut = 4 * LstmUnits;
            double sum = fanIn + FanOut;
            switch (kind)
            {
                case Initializer.GlorotUniform:
                    Uniform(weights, tensor, Math.Sqrt(6 / sum));
                    break;
                case Initializer.HeUniform:
                    Uniform(weights, tensor, Math.Sqrt(6.0 / fanIn));
                    break;
                case Initializer.LecunUniform:
                    Uniform(weights, tensor, Math.Sqrt(3.0 / fanIn));
                    break;
                case Initializer.RandomUniform:
                    Uniform(weights, tensor, 0.05);
                    break;
                case Initializer.GlorotNormal:
                    Normal(weights, tensor, Math.Sqrt(2 / sum), truncatedAt: 2 / 0.87962566);
                    break;
                case Initializer.HeNormal:
                    Normal(weights, tensor, Math.Sqrt(2.0 / fanIn), truncatedAt: 2 / 0.87962566);
                    break;
                case Initializer.LecunNormal:
                    Normal(weights, tensor, Math.Sqrt(1.0 / fanIn), truncatedAt: 2 / 0.87962566);
                    break;
                case Initializer.TruncatedNormal:
                    Normal(weights, tensor, 0.05 * 0.87962566, truncatedAt: 2 / 0.87962566);
                    break;
                case Initializer.RandomNormal:
                    Normal(weights, tensor, 0.05, truncatedAt: null);
                    break;
                case Initializer.Orthogonal:
                    Orthonormal(weights, tensor, fanIn, FanOut);
                    break;
                default:
                    float Expected(int i) => kind switch
                    {
                        Initializer.Zeros => 0f,
                        Initializer.Ones => 1f,
                        Initializer.Constant => 0.25f,
                        Initializer.Identity => i / FanOut == i % FanOut ? 1f : 0f,
                        _ => throw new InvalidOperationException($"No formula for {kind}."),
                    };
                    float[] values = weights.ToArray(tensor);
                    Assert.Equal(values.Select((_, i) => Expected(i)), values);
                    break;
            }
        }
    }

    /// <summary>A seed gives the same bits again; another one gives every drawn tensor other values.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void SeedsAreRepeatable(FrameworkPreset preset)
    {
        ModelWeights weights = Create($"Of{preset}", seed: 7);
        Assert.Equal(weights.Packed.Span.ToArray(), Create($"Of{preset}", seed: 7).Packed.Span.ToArray());
        ModelWeights other = Create($"Of{preset}", seed: 8);
        foreach (string tensor in weights.TensorNames)
        {
            float[] values = weights.ToArray(tensor);
            Assert.Equal(values.All(v => v is 0 or 1), values.SequenceEqual(other.ToArray(tensor)));
        }
    }

    private static ModelWeights Create(string name, ulong seed)
        => CompiledModel.Create(s_models.Value.GetType($"Initial.{name}", throwOnError: true)!).CreateWeights(seed);

    private static void Uniform(ModelWeights weights, string tensor, double bound, bool few = false) => Uniform(weights.ToArray(tensor), tensor, bound, few);

    private static void Uniform(float[] values, string tensor, double bound, bool few = false)
    {
        double reached = few ? 0.75 : 0.99;
        Assert.True(values.Max() <= bound * 1.000001 && values.Max() >= bound * reached, $"{tensor}: greatest {values.Max()}, bound {bound}");
        Assert.True(values.Min() >= -bound * 1.000001 && values.Min() <= -bound * reached, $"{tensor}: least {values.Min()}, bound {-bound}");

        // Squares of a uniform deviate from their mean by √0.8 of it.
        Moments(values, tensor, bound / Math.Sqrt(3), Math.Sqrt(0.8));
    }

    private static void Normal(ModelWeights weights, string tensor, double deviation, double? truncatedAt)
    {
        float[] values = weights.ToArray(tensor);
        double greatest = values.Max(Math.Abs) / deviation;
        Assert.InRange(greatest, truncatedAt is { } limit ? 0.98 * limit : 3, truncatedAt * 1.000001 ?? 6);
        Moments(values, tensor, deviation, Math.Sqrt(2));
    }

    // Mean 0 and the variance, within five of their own standard deviations.
    private static void Moments(float[] values, string tensor, double deviation, double spreadOfSquares)
    {
        double root = Math.Sqrt(values.Length);
        double mean = values.Average(v => (double)v);
        double variance = values.Average(v => (double)v * v);
        Assert.True(Math.Abs(mean) <= 5 * deviation / root, $"{tensor}: mean {mean}");
        Assert.True(Math.Abs((variance / (deviation * deviation)) - 1) <= 5 * spreadOfSquares / root, $"{tensor}: variance {variance}, expected {deviation * deviation}");
    }

    /// <summary>Rows of the fused matrix are orthonormal; those of one gate's block are not.</summary>
    private static void Orthonormal(ModelWeights weights, string tensor, int rows, int columns)
    {
        float[] matrix = weights.ToArray(tensor);
        for (int a = 0; a < rows; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double dot = Dot(a, b, columns);
                Assert.True(Math.Abs(dot - (a == b ? 1 : 0)) <= 1e-6, $"{tensor}: rows {a} and {b}: {dot}");
            }
        }

        if (columns > rows)
        {
            Assert.NotInRange(Dot(0, 0, columns / 4), 0.9, 1.1);
        }

        double Dot(int a, int b, int count) => Enumerable.Range(0, count).Sum(i => (double)matrix[(a * columns) + i] * matrix[(b * columns) + i]);
    }
}
