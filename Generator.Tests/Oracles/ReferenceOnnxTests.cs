using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Oracles;

/// <summary>The double reference against ONNX Runtime's LSTM and GRU operators, which are independent but have float accuracy only.</summary>
public sealed class ReferenceOnnxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void OutputsAndFinalStates_RandomModels(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 6; i++)
        {
            ModelDescription model = RandomModels.Model(random, "Random", inputSize => 1 + ((inputSize + random.Next(40)) % 40), new() { AnyActivation = false, RecurrentOnly = true });
            Check(random, model, tolerance: 1e-6);
        }
    }

    /// <summary>ONNX' recurrent operators have no such activations; it has no clip between −1 and 1 either, but that of a hard sigmoid.</summary>
    private static readonly Activation[] s_unknown =
    [
        Activation.Selu, Activation.Gelu, Activation.GeluTanh, Activation.Silu, Activation.Mish, Activation.HardTanh, Activation.Exponential,
    ];

    public static TheoryData<int, Activation, Activation> Activations
    {
        get
        {
            var data = new TheoryData<int, Activation, Activation>();
            Activation[] gates = [.. RandomModels.OfGates.Except(s_unknown)];
            foreach (Activation activation in RandomModels.Elementwise.Except(s_unknown))
            {
                foreach (int cell in Enum.GetValues<Cell>())
                {
                    data.Add(cell, activation, gates[data.Count % gates.Length]);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void OutputsAndFinalStates_EveryActivation(int cell, Activation activation, Activation recurrentActivation)
    {
        ModelDescription model = new ModelBuilder("Activations", features: 3, maxTimesteps: 6) { Parameters = RandomModels.Parameters }
            .Bidirectional(5, returnSequences: true, activation: activation, recurrentActivation: recurrentActivation, cell: (Cell)cell)
            .Recurrent((Cell)cell, 4, returnSequences: true, goBackwards: true, activation: activation, recurrentActivation: recurrentActivation)
            .Build();

        // ONNX Runtime's own exponential is less exact than its tanh.
        Check(new Random(5), model, tolerance: 5e-6);
    }

    /// <summary>ONNX' clip bounds the gates' sums rather than the cell state, so CellClip is TensorFlow's alone.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void OutputsAndFinalStates_PeepholesAndCoupling(bool peepholes, bool coupling)
    {
        ModelDescription model = new ModelBuilder("Options", features: 3, maxTimesteps: 6) { LstmOptions = layer => layer with { Peepholes = peepholes, InputForgetCoupling = coupling } }
            .Bidirectional(5, returnSequences: true)
            .Lstm(4, returnSequences: true, goBackwards: true, activation: Activation.Softsign, recurrentActivation: Activation.HardSigmoid)
            .Lstm(7, useBias: false)
            .Build();
        Check(new Random(6), model, tolerance: 5e-6);
    }

    [Theory]
    [InlineData((int)Cell.Lstm, false)]
    [InlineData((int)Cell.Lstm, true)]
    [InlineData((int)Cell.Gru, false)]
    [InlineData((int)Cell.GruResetBefore, false)]
    [InlineData((int)Cell.SimpleRnn, false)]
    public void OutputsAndFinalStates_Clip(int cell, bool options)
    {
        ModelDescription model = new ModelBuilder("Clipped", features: 3, maxTimesteps: 6)
        {
            Clip = 0.5,
            LstmOptions = layer => layer with { Peepholes = options, InputForgetCoupling = options },
        }
            .Bidirectional(5, returnSequences: true, cell: (Cell)cell)
            .Recurrent((Cell)cell, 4, returnSequences: true, goBackwards: true)
            .Build();
        Check(new Random(8), model, tolerance: 5e-6);
    }

    [Theory]
    [InlineData(Activation.Softsign)]
    [InlineData(Activation.ScaledTanh)]
    [InlineData(Activation.Linear)]
    public void OutputsAndFinalStates_OutputActivation(Activation activation)
    {
        ModelDescription model = new ModelBuilder("Output", features: 3, maxTimesteps: 6)
        {
            Clip = activation == Activation.Linear ? 0.75 : null,
            LstmOptions = layer => layer with { OutputActivation = activation, OutputActivationAlpha = activation == Activation.ScaledTanh ? 1.25 : null },
        }
            .Bidirectional(5, returnSequences: true)
            .Lstm(4, returnSequences: true, activation: Activation.Sigmoid)
            .Build();
        Check(new Random(9), model, tolerance: 5e-6);
    }

    /// <summary>
    /// ONNX has no projection, but h·R with h = m·W is m·(W·R): a projected cell is one without, whose recurrent kernel is that product and whose
    /// outputs m are multiplied with W.
    /// </summary>
    [Theory]
    [InlineData(5, 3, false)]
    [InlineData(3, 5, true)]
    public void OutputsAndFinalStates_Projection(int units, int projection, bool options)
    {
        var random = new Random(7);
        ModelDescription Model(int? length) => new ModelBuilder("Projected", features: 4, maxTimesteps: 6)
        {
            LstmOptions = layer => layer with { Projection = length, Peepholes = options, InputForgetCoupling = options },
        }.Lstm(units, returnSequences: true).Build();
        ModelDescription plain = Model(null);
        ModelDescription projected = Model(projection);
        Dictionary<string, float[]> weights = RandomModels.Weights(random, projected);
        float[] w = weights["lstm.projection_kernel"];
        Dictionary<string, float[]> combined = new(weights) { ["lstm.recurrent_kernel"] = Multiply(w, weights["lstm.recurrent_kernel"], projection) };
        int[] lengths = [6, 0, 3, 1, 5];
        float[] x = RandomModels.Floats(random, lengths.Length * 6 * 4, 1);
        float[][] initialStates = [.. lengths.Select(length => OnnxOracle.InitialState(random, 2 * units, length))];

        (float[] outputs, float[][] finalStates) = OnnxOracle.Run(plain, combined, x, lengths, initialStates);

        ReferenceNetwork network = RandomModels.Reference(projected, weights);
        for (int row = 0; row < lengths.Length; row++)
        {
            float[] Project(float[] state) => [.. Multiply(state[..units], w, units), .. state[units..]];
            ReferencePass pass = network.Forward(ReferenceRow.FromFeatures(x.AsSpan(row * 24), 4, lengths[row]) with
            {
                InitialState = Array.ConvertAll(Project(initialStates[row]), value => (double)value),
            });
            float[] expected = Multiply(outputs.AsSpan(row * 6 * units, lengths[row] * units).ToArray(), w, units);
            AssertClose([.. pass.Outputs.SelectMany(o => o)], expected, 5e-6, $"output of row {row}");
            AssertClose(pass.FinalState, Project(finalStates[row]), 5e-6, $"final state of row {row}");
        }
    }

    /// <summary>[rows, inner] · [inner, columns].</summary>
    private static float[] Multiply(float[] a, float[] b, int inner)
    {
        int columns = b.Length / inner;
        var product = new float[a.Length / inner * columns];
        for (int i = 0; i < product.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < inner; k++)
            {
                sum += (double)a[(i / columns * inner) + k] * b[(k * columns) + (i % columns)];
            }

            product[i] = (float)sum;
        }

        return product;
    }

    private static void Check(Random random, ModelDescription model, double tolerance)
    {
        Dictionary<string, float[]> weights = RandomModels.Weights(random, model);
        ReferenceNetwork network = RandomModels.Reference(model, weights);
        int timesteps = model.MaxTimesteps;
        int[] lengths = RandomModels.Lengths(random, 7, timesteps);
        float[] x = RandomModels.Floats(random, lengths.Length * timesteps * model.Features, 1);
        float[][] initialStates = [.. lengths.Select(length => OnnxOracle.InitialState(random, network.StateLength, length))];

        (float[] outputs, float[][] finalStates) = OnnxOracle.Run(model, weights, x, lengths, initialStates);

        for (int row = 0; row < lengths.Length; row++)
        {
            ReferenceRow input = ReferenceRow.FromFeatures(x.AsSpan(row * timesteps * model.Features), model.Features, lengths[row]) with
            {
                InitialState = Array.ConvertAll(initialStates[row], value => (double)value),
            };
            ReferencePass pass = network.Forward(input);
            int rowLength = outputs.Length / lengths.Length;
            double[] expected = [.. pass.Outputs.SelectMany(o => o), .. new double[rowLength - (pass.Outputs.Length * network.Outputs)]];
            AssertClose(expected, outputs.AsSpan(row * rowLength, rowLength), tolerance, $"{model}\noutput of row {row} (length {lengths[row]})");
            AssertClose(pass.FinalState, finalStates[row], tolerance, $"{model}\nfinal state of row {row} (length {lengths[row]})");
        }
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"{what}[{i}]: reference {expected[i]:R}, ONNX Runtime {actual[i]:R}");
        }
    }
}
