using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace ModelGen.Tests.Oracles;

/// <summary>ONNX Runtime runs the models that <see cref="OnnxModelBuilder"/> writes and computes what a plain loop computes.</summary>
public sealed class OnnxModelBuilderTests
{
    private const int Timesteps = 5;
    private const int Batch = 3;
    private const int Features = 4;
    private const int Units = 3;

    [Theory]
    [InlineData("Forward", false, false, "Sigmoid", "Tanh")]
    [InlineData("Reverse", true, false, "Sigmoid", "Tanh")]
    [InlineData("Bidirectional", true, true, "Sigmoid", "Tanh")]
    [InlineData("Bidirectional", false, true, "HardSigmoid", "Relu")]
    [InlineData("Forward", true, true, "HardSigmoidKeras2", "Linear")]
    public void MatchesPlainLoop(string direction, bool lengths, bool initialState, string recurrentActivation, string activation)
    {
        var random = new Random(7);
        var lstm = new OnnxLstm(Features, Units)
        {
            Direction = Enum.Parse<OnnxDirection>(direction),
            Weights = direction == "Bidirectional" ? [RandomWeights(random, true), RandomWeights(random, false)] : [RandomWeights(random, true)],
            HasSequenceLengths = lengths,
            HasInitialState = initialState,
            RecurrentActivation = Named(recurrentActivation),
            Activation = Named(activation),
        };
        float[] x = RandomFloats(random, Timesteps * Batch * Features, 1);
        int[] rowLengths = lengths ? [5, 2, 4] : [5, 5, 5];
        float[] h = RandomFloats(random, lstm.Directions * Batch * Units, initialState ? 1 : 0);
        float[] c = RandomFloats(random, lstm.Directions * Batch * Units, initialState ? 1 : 0);

        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(x, [Timesteps, Batch, Features]))];
        if (lengths)
        {
            inputs.Add(NamedOnnxValue.CreateFromTensor("sequence_lens", new DenseTensor<int>(rowLengths, [Batch])));
        }

        if (initialState)
        {
            inputs.Add(NamedOnnxValue.CreateFromTensor("initial_h", new DenseTensor<float>(h, [lstm.Directions, Batch, Units])));
            inputs.Add(NamedOnnxValue.CreateFromTensor("initial_c", new DenseTensor<float>(c, [lstm.Directions, Batch, Units])));
        }

        using var session = new InferenceSession(OnnxModelBuilder.Lstm(lstm));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(inputs);
        Dictionary<string, float[]> actual = results.ToDictionary(r => r.Name, r => r.AsTensor<float>().ToArray());

        (double[] y, double[] finalH, double[] finalC) = PlainLoop(lstm, x, rowLengths, h, c);
        AssertClose(y, actual["Y"]);
        AssertClose(finalH, actual["Y_h"]);
        AssertClose(finalC, actual["Y_c"]);
    }

    [Fact]
    public void DenseHeadMatchesPlainLoop()
    {
        const int outputs = 2;
        var random = new Random(8);
        var lstm = new OnnxLstm(Features, Units) { Weights = [RandomWeights(random, true)], Timesteps = Timesteps, Batch = Batch };
        float[] x = RandomFloats(random, Timesteps * Batch * Features, 1);
        float[] kernel = RandomFloats(random, Units * outputs, 1);
        float[] bias = RandomFloats(random, outputs, 1);

        using var session = new InferenceSession(OnnxModelBuilder.LstmDense(lstm, kernel, bias, outputs));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
            [NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(x, [Timesteps, Batch, Features]))]);

        (double[] y, _, _) = PlainLoop(lstm, x, [5, 5, 5], new float[Batch * Units], new float[Batch * Units]);
        double[] expected = new double[Timesteps * Batch * outputs];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = bias[i % outputs];
            for (int unit = 0; unit < Units; unit++)
            {
                expected[i] += y[(i / outputs * Units) + unit] * kernel[(unit * outputs) + (i % outputs)];
            }
        }

        AssertClose(expected, results.Single(r => r.Name == "dense").AsTensor<float>().ToArray());
    }

    [Fact]
    public void RefusesWeightsOfAnotherShape()
    {
        var random = new Random(9);
        Assert.Throws<ArgumentException>(() => OnnxModelBuilder.Lstm(new OnnxLstm(Features + 1, Units) { Weights = [RandomWeights(random, true)] }));
        Assert.Throws<ArgumentException>(() => OnnxModelBuilder.Lstm(new OnnxLstm(Features, Units) { Weights = [] }));
    }

    /// <summary>The LSTM of the ONNX specification, layout 0, straight from Keras' tensors.</summary>
    private static (double[] Y, double[] H, double[] C) PlainLoop(OnnxLstm lstm, float[] x, int[] lengths, float[] initialH, float[] initialC)
    {
        double[] y = new double[Timesteps * lstm.Directions * Batch * Units];
        double[] finalH = [.. initialH.Select(v => (double)v)];
        double[] finalC = [.. initialC.Select(v => (double)v)];
        for (int direction = 0; direction < lstm.Directions; direction++)
        {
            KerasLstmWeights weights = lstm.Weights[direction];
            bool backwards = lstm.Direction == OnnxDirection.Reverse || direction == 1;
            for (int row = 0; row < Batch; row++)
            {
                Span<double> h = finalH.AsSpan(((direction * Batch) + row) * Units, Units);
                Span<double> c = finalC.AsSpan(((direction * Batch) + row) * Units, Units);
                for (int step = 0; step < lengths[row]; step++)
                {
                    int t = backwards ? lengths[row] - 1 - step : step;
                    double[] z = new double[4 * Units];
                    for (int column = 0; column < z.Length; column++)
                    {
                        z[column] = weights.Bias is null ? 0 : weights.Bias[column];
                        for (int k = 0; k < Features; k++)
                        {
                            z[column] += x[(((t * Batch) + row) * Features) + k] * weights.Kernel[(k * z.Length) + column];
                        }

                        for (int k = 0; k < Units; k++)
                        {
                            z[column] += h[k] * weights.RecurrentKernel[(k * z.Length) + column];
                        }
                    }

                    for (int unit = 0; unit < Units; unit++)
                    {
                        double i = Apply(lstm.RecurrentActivation, z[unit]);
                        double f = Apply(lstm.RecurrentActivation, z[Units + unit]);
                        double g = Apply(lstm.Activation, z[(2 * Units) + unit]);
                        double o = Apply(lstm.RecurrentActivation, z[(3 * Units) + unit]);
                        c[unit] = (f * c[unit]) + (i * g);
                        h[unit] = o * Apply(lstm.Activation, c[unit]);
                        y[(((((t * lstm.Directions) + direction) * Batch) + row) * Units) + unit] = h[unit];
                    }
                }
            }
        }

        return (y, finalH, finalC);
    }

    private static double Apply(OnnxActivation activation, double x) => activation.Name switch
    {
        "Sigmoid" => 1 / (1 + Math.Exp(-x)),
        "Tanh" => Math.Tanh(x),
        "Relu" => Math.Max(x, 0),
        "Affine" => x,
        "HardSigmoid" => Math.Clamp((activation.Alpha!.Value * x) + activation.Beta!.Value, 0, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static OnnxActivation Named(string name) => name switch
    {
        "Sigmoid" => OnnxActivation.Sigmoid,
        "Tanh" => OnnxActivation.Tanh,
        "Relu" => OnnxActivation.Relu,
        "Linear" => OnnxActivation.Linear,
        "HardSigmoid" => OnnxActivation.HardSigmoid,
        "HardSigmoidKeras2" => OnnxActivation.HardSigmoidKeras2,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static KerasLstmWeights RandomWeights(Random random, bool bias) => new(
        RandomFloats(random, Features * 4 * Units, 0.6f),
        RandomFloats(random, Units * 4 * Units, 0.6f),
        bias ? RandomFloats(random, 4 * Units, 0.6f) : null);

    private static float[] RandomFloats(Random random, int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * random.NextSingle()) - 1))];

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5, $"[{i}]: expected {expected[i]}, got {actual[i]}");
        }
    }
}
