using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Oracles;

/// <summary>What masks, lengths, directions and the loss's mean mean, as identities between models.</summary>
public sealed class ReferenceSemanticsTests
{
    private static readonly int[] s_ids = [0, 2, 0, 0, 3, 1, 0];
    private static readonly int[] s_kept = [2, 3, 1];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MaskedTimesteps_HoldStateAndRepeatOutput(bool goBackwards)
    {
        ReferenceNetwork network = Network(b => b.Embedding(4, 3, maskZero: true).Lstm(2, returnSequences: true, goBackwards));
        ReferencePass masked = network.Forward(ReferenceRow.FromIds(s_ids, s_ids.Length));
        ReferencePass kept = network.Forward(ReferenceRow.FromIds(s_kept, s_kept.Length));

        Assert.Equal(kept.FinalState, masked.FinalState);
        double[] none = [0, 0];
        double[][] k = kept.Outputs;
        Assert.Equal(goBackwards ? [none, k[0], k[1], k[1], k[1], k[2], k[2]] : [none, k[0], k[0], k[0], k[1], k[2], k[2]], masked.Outputs);
        Assert.Equal(goBackwards ? [false, true, true, false, false, true, false] : [false, true, false, false, true, true, false], masked.Active);
    }

    [Fact]
    public void MaskedStart_RepeatsTheInitialState()
    {
        ReferenceNetwork network = Network(b => b.Embedding(4, 3, maskZero: true).Lstm(2, returnSequences: true));
        ReferencePass whole = network.Forward(ReferenceRow.FromIds(s_ids, s_ids.Length));
        ReferencePass start = network.Forward(ReferenceRow.FromIds(s_ids, 3));
        ReferencePass rest = network.Forward(ReferenceRow.FromIds(s_ids.AsSpan(3), s_ids.Length - 3) with { InitialState = start.FinalState });
        Assert.Equal(whole.Outputs, start.Outputs.Concat(rest.Outputs));
    }

    [Fact]
    public void MaskIsPassedOnThroughTheStack()
    {
        ReferenceNetwork network = Network(b => b
            .Embedding(4, 3, maskZero: true).Bidirectional(3, MergeMode.Sum, returnSequences: true).Lstm(2, returnSequences: true, goBackwards: true).Dense(4).Lstm(2));
        ReferencePass masked = network.Forward(ReferenceRow.FromIds(s_ids, s_ids.Length));
        ReferencePass kept = network.Forward(ReferenceRow.FromIds(s_kept, s_kept.Length));
        Assert.Equal(kept.Outputs, masked.Outputs);
        Assert.Equal(kept.FinalState, masked.FinalState);
    }

    [Fact]
    public void NoActiveTimestep_KeepsInitialState()
    {
        ReferenceNetwork network = Network(b => b.Embedding(4, 3, maskZero: true).Lstm(2, returnSequences: true).Lstm(3));
        double[] state = [.. Enumerable.Range(1, network.StateLength).Select(i => i / 10.0)];
        foreach (int length in new[] { 0, 3 })
        {
            ReferencePass pass = network.Forward(ReferenceRow.FromIds(new int[length], length) with { InitialState = state });
            Assert.Equal(state, pass.FinalState);
            Assert.Equal(state[4..7], pass.Outputs.Single());
            Assert.Equal([false], pass.Active);
        }
    }

    /// <summary>
    /// TensorFlow 1's LayerNormBasicLSTMCell, line by line: one kernel over [x; h] without a bias, columns i, j, f, o, each normalised with a gain
    /// (gamma) and a shift (beta) of its own, forget_bias added to f when the cell runs, and the normalised new c kept.
    /// </summary>
    [Fact]
    public void LayerNorm_IsTensorFlowsCell()
    {
        const int Units = 4;
        var model = new ModelBuilder("Normalized", 3, 9) { LstmOptions = layer => layer with { LayerNormEpsilon = 1e-12 } }.Lstm(Units, returnSequences: true).Build();
        Dictionary<string, float[]> weights = RandomModels.Weights(new Random(4), model);
        ReferenceNetwork network = RandomModels.Reference(model, weights);
        ReferenceRow row = RandomModels.Row(new Random(5), model, 5) with { InitialState = RandomModels.State(new Random(6), network) };
        double[] h = row.InitialState![..Units];
        double[] c = row.InitialState![Units..];
        double[][] outputs = network.Forward(row).Outputs;
        for (int t = 0; t < row.Length; t++)
        {
            double[] arguments = [.. row.Inputs[t], .. h];

            // TensorFlow's i, j, f, o are blocks 0, 2, 1, 3 here; our bias of f holds its forget_bias.
            double[] i = Norm(Linear(0), Block("gain", 0), Block("bias", 0));
            double[] j = Norm(Linear(2), Block("gain", 2), Block("bias", 2));
            double[] f = Norm(Linear(1), Block("gain", 1), [.. Block("bias", 1).Select(b => b - 1)]);
            double[] o = Norm(Linear(3), Block("gain", 3), Block("bias", 3));
            c = Norm([.. c.Select((value, u) => (value * Sigmoid(f[u] + 1)) + (Sigmoid(i[u]) * Math.Tanh(j[u])))], Block("cell_gain", 0), Block("cell_bias", 0));
            h = [.. c.Select((value, u) => Math.Tanh(value) * Sigmoid(o[u]))];
            for (int u = 0; u < Units; u++)
            {
                Assert.Equal(h[u], outputs[t][u], 12);
            }

            double[] Linear(int block)
                => [.. Enumerable.Range(0, Units).Select(u => arguments.Select((a, k) => a * (k < 3 ? weights["lstm.kernel"] : weights["lstm.recurrent_kernel"])[((k < 3 ? k : k - 3) * 4 * Units) + (block * Units) + u]).Sum())];
        }

        double[] Block(string tensor, int block) => [.. weights["lstm." + tensor].Skip(block * Units).Take(Units).Select(v => (double)v)];

        static double[] Norm(double[] x, double[] gamma, double[] beta)
        {
            double mean = x.Sum() / x.Length;
            double variance = x.Sum(v => (v - mean) * (v - mean)) / x.Length;
            return [.. x.Select((v, u) => ((v - mean) / Math.Sqrt(variance + 1e-12) * gamma[u]) + beta[u])];
        }

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void GoBackwards_IsForwardOnTheReversedRow()
    {
        ReferenceNetwork backwards = Network(b => b.Lstm(4, returnSequences: true, goBackwards: true));
        var forward = new ReferenceNetwork(new ModelBuilder("Forward", 3, 9).Lstm(4, returnSequences: true).Build(), backwards.Weights);
        ReferenceRow row = RandomModels.Row(new Random(2), backwards.Description, 5);
        Assert.Equal(forward.Forward(new ReferenceRow([.. row.Inputs.Reverse()])).Outputs, backwards.Forward(row).Outputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bidirectional_IsItsTwoLayersMerged(bool returnSequences)
    {
        ReferenceNetwork bidirectional = Network(b => b.Bidirectional(4, MergeMode.Concat, returnSequences));
        ReferenceRow row = RandomModels.Row(new Random(2), bidirectional.Description, 5);
        double[][] forward = Direction("forward", false);
        double[][] backward = Direction("backward", true);
        if (returnSequences)
        {
            // Back in time order.
            Array.Reverse(backward);
        }

        double[][] merged = [.. forward.Zip(backward, (a, b) => (double[])[.. a, .. b])];
        Assert.Equal(merged, bidirectional.Forward(row).Outputs);

        double[][] Direction(string direction, bool goBackwards)
        {
            ModelDescription model = new ModelBuilder("Direction", 3, 9).Lstm(4, returnSequences, goBackwards, name: $"bidirectional.{direction}").Build();
            return new ReferenceNetwork(model, bidirectional.Weights).Forward(row).Outputs;
        }
    }

    [Fact]
    public void Loss_IsTheMeanOverValidElements()
    {
        ReferenceNetwork network = Network(b => b.Embedding(4, 3, maskZero: true).Lstm(2, returnSequences: true), LossKind.MeanSquaredError);
        ReferenceRow[] rows = [ReferenceRow.FromIds(s_ids, s_ids.Length), ReferenceRow.FromIds([], 0), ReferenceRow.FromIds([1, 2], 2), ReferenceRow.FromIds([0, 0], 2)];
        double[] weights = [0.5, 1, 2, 1];
        ReferenceExample[] batch = [.. rows.Zip(weights, (row, weight) => new ReferenceExample(row, [.. row.Inputs.Select(_ => (double[])[1, -1])], weight))];
        double sum = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            ReferencePass pass = network.Forward(rows[row]);
            for (int t = 0; t < pass.Outputs.Length; t++)
            {
                double[] y = pass.Outputs[t];
                sum += pass.Active[t] ? weights[row] * (Math.Pow(y[0] - 1, 2) + Math.Pow(y[1] + 1, 2)) / 2 : 0;
            }
        }

        Assert.Equal(sum / 5, network.Loss(batch), 14);
        Assert.Equal(0, network.Loss([batch[1], batch[3]]));
        Assert.All(network.Gradients([batch[1], batch[3]]).Weights.Values, gradient => Assert.All(gradient, value => Assert.Equal(0, value)));
    }

    /// <summary>Values by the definitions in Keras' documentation.</summary>
    [Fact]
    public void Losses_HandCalculated()
    {
        double[] p = [0.2, 0.6, 0.4];
        double[] y = [0, 1, 0];
        Assert.Equal(-Math.Log(0.6 / 1.2), ReferenceLoss.Value(LossKind.SparseCategoricalCrossentropy, false, p, y), 14);
        Assert.Equal(-Math.Log(Math.Exp(0.6) / (Math.Exp(0.2) + Math.Exp(0.6) + Math.Exp(0.4))), ReferenceLoss.Value(LossKind.CategoricalCrossentropy, true, p, y), 14);
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.6) + Math.Log(0.6)) / 3, ReferenceLoss.Value(LossKind.BinaryCrossentropy, false, p, y), 14);
        Assert.Equal((Softplus(0.2) + Softplus(-0.6) + Softplus(0.4)) / 3, ReferenceLoss.Value(LossKind.BinaryCrossentropy, true, p, y), 14);
        Assert.Equal((0.04 + 0.16 + 0.16) / 3, ReferenceLoss.Value(LossKind.MeanSquaredError, false, p, y), 14);

        // Clipped probabilities, far logits.
        Assert.Equal(-Math.Log(1e-7), ReferenceLoss.Value(LossKind.SparseCategoricalCrossentropy, false, [1, 0], [0, 1]), 12);
        Assert.Equal(-Math.Log(1e-7), ReferenceLoss.Value(LossKind.BinaryCrossentropy, false, [0], [1]), 12);
        Assert.Equal(2000, ReferenceLoss.Value(LossKind.SparseCategoricalCrossentropy, true, [1000, -1000], [0, 1]), 12);
        Assert.Equal(1000, ReferenceLoss.Value(LossKind.BinaryCrossentropy, true, [-1000], [1]), 12);

        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
    }

    [Fact]
    public void RowsThatDoNotFitAreRefused()
    {
        ReferenceNetwork ids = Network(b => b.Embedding(4, 3).Lstm(2));
        Assert.Throws<ArgumentException>(() => ids.Forward(ReferenceRow.FromIds([4], 1)));
        Assert.Throws<ArgumentException>(() => ids.Forward(ReferenceRow.FromIds([-1], 1)));
        Assert.Throws<ArgumentException>(() => ids.Forward(ReferenceRow.FromIds(new int[10], 10)));
        Assert.Throws<ArgumentException>(() => ids.Forward(ReferenceRow.FromIds([1], 1) with { InitialState = new double[3] }));
        Assert.Throws<ArgumentException>(() => ids.Loss([]));
        Assert.Throws<ArgumentException>(() => new ReferenceNetwork(ids.Description, new Dictionary<string, double[]>()));
    }

    private static ReferenceNetwork Network(Action<ModelBuilder> layers, LossKind? loss = null)
    {
        var builder = new ModelBuilder("Semantics", features: 3, maxTimesteps: 9);
        layers(builder);
        ModelDescription model = builder.Build(loss);
        return RandomModels.Reference(model, RandomModels.Weights(new Random(1), model));
    }
}
