using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Oracles;

/// <summary>
/// The reference's backward pass against central differences of its own forward pass: every weight, every input and
/// every element of the initial state, each within a relative error of 1e-5.
/// </summary>
public sealed partial class ReferenceGradientTests
{
    private const double GreatestRelativeError = 1e-5;

    public static TheoryData<LossKind, bool> Losses => new()
    {
        { LossKind.SparseCategoricalCrossentropy, true },
        { LossKind.SparseCategoricalCrossentropy, false },
        { LossKind.CategoricalCrossentropy, true },
        { LossKind.CategoricalCrossentropy, false },
        { LossKind.BinaryCrossentropy, true },
        { LossKind.BinaryCrossentropy, false },
        { LossKind.MeanSquaredError, false },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void GradientOfLoss_RandomModels(LossKind loss, bool fromLogits)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random((1000 * (int)loss) + (fromLogits ? 100 : 0) + 10 + seed);
            ModelDescription model = RandomModels.Model(random, $"Random{seed}", inputSize => inputSize < 4 ? inputSize + 1 : random.Next(1, 4), new() { Loss = loss, FromLogits = fromLogits });
            CheckLossGradient(random, model);
        }
    }

    public static TheoryData<Activation, Activation> Activations
    {
        get
        {
            var pairs = new List<(Activation, Activation)>();
            Activation[] gates = [Activation.Sigmoid, Activation.Tanh, Activation.Softsign, Activation.ScaledTanh];
            foreach (Activation activation in RandomModels.OfCells)
            {
                pairs.Add((activation, gates[pairs.Count % gates.Length]));
            }

            foreach (Activation activation in (Activation[])[.. RandomModels.OfGates, Activation.Relu, Activation.Linear, Activation.Gelu, Activation.GeluTanh, Activation.Silu, Activation.Mish])
            {
                pairs.Add((Activation.Tanh, activation));
            }

            var data = new TheoryData<Activation, Activation>();
            foreach ((Activation activation, Activation recurrentActivation) in pairs.Distinct())
            {
                data.Add(activation, recurrentActivation);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void GradientOfLoss_EveryActivation(Activation activation, Activation recurrentActivation)
    {
        foreach (Cell cell in Enum.GetValues<Cell>())
        {
            ModelDescription model = new ModelBuilder("Activations", features: 3, maxTimesteps: 4) { Parameters = RandomModels.Parameters }
                .Dense(2, activation)
                .Bidirectional(2, MergeMode.Mul, returnSequences: true, activation: activation, recurrentActivation: recurrentActivation, cell: cell)
                .Recurrent(cell, 3, returnSequences: true, activation: activation, recurrentActivation: recurrentActivation)
                .Dense(2, recurrentActivation)
                .Build(LossKind.MeanSquaredError);
            CheckLossGradient(new Random(40), model);
        }
    }

    [Fact]
    public void GradientOfLoss_Exponential()
        => CheckLossGradient(new Random(42), new ModelBuilder("Exponential", features: 3, maxTimesteps: 4)
            .Dense(2, Activation.Exponential)
            .Dense(2, Activation.Softsign)
            .Recurrent(Cell.Gru, 3, returnSequences: true, activation: Activation.Tanh, recurrentActivation: Activation.Exponential)
            .Build(LossKind.MeanSquaredError));

    /// <summary>Bidirectional layers of every merge and both forms, masked, alone and stacked.</summary>
    [Theory]
    [InlineData(MergeMode.Concat, true)]
    [InlineData(MergeMode.Concat, false)]
    [InlineData(MergeMode.Sum, true)]
    [InlineData(MergeMode.Sum, false)]
    [InlineData(MergeMode.Mul, true)]
    [InlineData(MergeMode.Mul, false)]
    [InlineData(MergeMode.Ave, true)]
    [InlineData(MergeMode.Ave, false)]
    public void GradientOfLoss_MaskedBidirectional(MergeMode merge, bool returnSequences)
    {
        foreach (Cell cell in Enum.GetValues<Cell>())
        {
            ModelDescription model = new ModelBuilder("Masked", features: 0, maxTimesteps: 6)
                .Embedding(6, 3, maskZero: true)
                .Recurrent(cell, 2, returnSequences: true, goBackwards: true)
                .Bidirectional(4, merge, returnSequences, cell: cell)
                .Dense(3)
                .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
            CheckLossGradient(new Random(41), model);
        }
    }

    [Theory]
    [InlineData(PoolingKind.Average)]
    [InlineData(PoolingKind.Max)]
    public void GradientOfLoss_MaskedPooling(PoolingKind kind)
    {
        ModelDescription model = new ModelBuilder("Pooled", features: 0, maxTimesteps: 6)
            .Embedding(6, 3, maskZero: true)
            .Gru(4, returnSequences: true, goBackwards: true)
            .Pool(kind)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
        CheckLossGradient(new Random(44), model);
    }

    /// <summary>With the moving statistics and with those of a batch of different lengths with masked timesteps.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void GradientOfLoss_BatchNormalization(bool training, bool returnSequences)
    {
        var random = new Random(46);
        ModelDescription model = new ModelBuilder("BatchNormalized", features: 2, maxTimesteps: 5)
            .Masking(-3)
            .BatchNormalization(epsilon: 0.1)
            .Gru(3, returnSequences)
            .BatchNormalization(epsilon: 0.02, center: false)
            .Dense(4, Activation.Tanh)
            .BatchNormalization(epsilon: 0.05, scale: false)
            .Build(LossKind.MeanSquaredError);
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        List<ReferenceExample> batch = [];
        foreach (int length in new[] { 5, 0, 3, 1, 4 })
        {
            ReferenceRow row = ReferenceRow.FromFeatures(RandomModels.Floats(random, 2 * length, 1), 2, length);
            if (length > 2)
            {
                row.Inputs[1].AsSpan().Fill(-3);
            }

            batch.Add(new ReferenceExample(row, RandomModels.Targets(random, network, length), Weight: 0.5 + random.NextDouble()));
        }

        ReferenceGradients gradients = network.Gradients(batch, training);
        double Loss() => network.Loss(batch, training);
        Assert.NotEqual(network.Loss(batch, !training), gradients.Loss);
        foreach (TensorDescription tensor in network.Tensors.Where(t => t.IsTrainable))
        {
            Check(Loss, network.Weights[tensor.Name], gradients.Weights[tensor.Name], tensor.Name);
        }

        for (int row = 0; row < batch.Count; row++)
        {
            for (int t = 0; t < batch[row].Row.Length; t++)
            {
                if (batch[row].Row.Inputs[t][0] != -3)
                {
                    Check(Loss, batch[row].Row.Inputs[t], gradients.Inputs[row][t], $"input of row {row} at timestep {t}");
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GradientOfLoss_Activity(bool returnSequences)
    {
        ModelDescription model = new ModelBuilder("Regularized", features: 2, maxTimesteps: 5)
            .Masking(-3)
            .Lstm(3, returnSequences: true, goBackwards: true).Activity(0.1, 0.2)
            .Bidirectional(2, MergeMode.Concat, returnSequences).Activity(0.3, 0)
            .Dense(4, Activation.Tanh).Activity(0, 0.4)
            .Build(LossKind.MeanSquaredError);
        ModelDescription without = model with { Layers = [.. model.Layers.Select(l => l with { ActivityL1 = 0, ActivityL2 = 0 })] };
        var random = new Random(47);
        Dictionary<string, float[]> weights = RandomModels.Weights(random, model);
        ReferenceNetwork network = RandomModels.Reference(model, weights);
        List<ReferenceExample> batch = [];
        foreach (int length in new[] { 5, 0, 3 })
        {
            ReferenceRow row = ReferenceRow.FromFeatures(RandomModels.Floats(random, 2 * length, 1), 2, length);
            batch.Add(new ReferenceExample(row, RandomModels.Targets(random, network, length)));
        }

        CheckAll(network, batch, network.Gradients(batch));
        ReferencePass[] passes = [.. batch.Where(e => returnSequences || e.Row.Length > 0).Select(e => network.Forward(e.Row))];
        double expected = 0.4 / 3 * passes.Sum(pass => pass.Outputs.Sum(y => y.Sum(v => v * v)));
        ReferenceNetwork last = RandomModels.Reference(without with { Layers = [.. without.Layers[..^1], model.Layers[^1]] }, weights);
        Assert.Equal(expected, last.Loss(batch) - RandomModels.Reference(without, weights).Loss(batch), 1e-12);
    }

    [Fact]
    public void GradientOfFinalState_Masking()
    {
        var random = new Random(45);
        ModelDescription model = new ModelBuilder("Masking", features: 2, maxTimesteps: 5).Masking(0.5f).Dense(3, Activation.Tanh).Gru(2, returnSequences: true).Build();
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        ReferenceRow row = new([[0.25, 0.5], [0.5, 0.5], [-1, 0.75], [0.5, 0.5], [0.5, 0.125]]);
        ReferencePass pass = network.Forward(row);
        Assert.Equal([true, false, true, false, true], pass.Active);
        Assert.Equal(pass.Outputs[0], pass.Outputs[1]);
        double[][] factors = [.. pass.Outputs.Select(o => Doubles(random, o.Length))];
        Dictionary<string, double[]> weightGradients = pass.CreateWeightGradients();
        double[][] inputGradients = pass.Backward(factors, weightGradients, new double[network.StateLength]);
        double Scalar() => network.Forward(row).Outputs.Zip(factors, Dot).Sum();
        foreach (TensorDescription tensor in network.Tensors)
        {
            Check(Scalar, network.Weights[tensor.Name], weightGradients[tensor.Name], tensor.Name);
        }

        foreach (int t in new[] { 0, 2, 4 })
        {
            Check(Scalar, row.Inputs[t], inputGradients[t], $"input {t}");
        }

        // Next to a masked timestep's value the mask ends: there is no difference to take.
        Assert.Equal([0, 0, 0, 0], [.. inputGradients[1], .. inputGradients[3]]);
    }

    [Fact]
    public void GradientOfLoss_LayerNormalization()
    {
        ModelDescription model = new ModelBuilder("Normalized", features: 3, maxTimesteps: 4)
            .LayerNormalization(epsilon: 0.1)
            .Gru(4, returnSequences: true)
            .LayerNormalization(epsilon: 0.01, center: false)
            .Dense(3, Activation.Tanh)
            .LayerNormalization(epsilon: 0.05, scale: false)
            .Lstm(5, returnSequences: true)
            .LayerNormalization(scale: false, center: false)
            .Build(LossKind.MeanSquaredError);
        CheckLossGradient(new Random(43), model);
    }

    /// <summary>
    /// A scalar of the final state and of all outputs, as for a decoder or truncated back-propagation. Unlike a loss it
    /// also depends on the outputs of masked timesteps, which repeat earlier ones.
    /// </summary>
    [Theory]
    [InlineData(true, new[] { 1, 2, 3, 4 })]
    [InlineData(false, new[] { 1, 2, 3, 4 })]
    [InlineData(true, new[] { 0, 3, 0, 0, 2, 0 })]
    [InlineData(false, new[] { 0, 3, 0, 0, 2, 0 })]
    [InlineData(true, new[] { 0, 0, 0 })]
    [InlineData(false, new[] { 0, 0, 0 })]
    public void GradientOfFinalState(bool returnSequences, int[] ids)
    {
        var random = new Random(ids.Length);
        ModelDescription model = new ModelBuilder("FinalState", features: 0, maxTimesteps: 6)
            .Embedding(5, 2, maskZero: true)
            .Bidirectional(3, MergeMode.Ave, returnSequences: true)
            .Gru(2, returnSequences: true, resetAfter: returnSequences)
            .Dense(4, Activation.Sigmoid)
            .Lstm(2, returnSequences, goBackwards: true)
            .Build();
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        ReferenceRow row = ReferenceRow.FromIds(ids, ids.Length) with { InitialState = RandomModels.State(random, network) };
        ReferencePass pass = network.Forward(row);
        double[][] outputFactors = [.. pass.Outputs.Select(o => Doubles(random, o.Length))];
        double[] stateFactors = Doubles(random, network.StateLength);

        Dictionary<string, double[]> weightGradients = pass.CreateWeightGradients();
        double[] stateGradient = [.. stateFactors];
        pass.Backward(outputFactors, weightGradients, stateGradient);

        double Scalar()
        {
            ReferencePass p = network.Forward(row);
            return Dot(p.FinalState, stateFactors) + p.Outputs.Zip(outputFactors, Dot).Sum();
        }

        foreach (TensorDescription tensor in network.Tensors)
        {
            Check(Scalar, network.Weights[tensor.Name], weightGradients[tensor.Name], tensor.Name);
        }

        Check(Scalar, row.InitialState!, stateGradient, "initial state");
    }

    [Fact]
    public void DropoutFactorsScaleForwardAndBackward()
    {
        var random = new Random(3);
        ModelDescription model = new ModelBuilder("Dropout", features: 3, maxTimesteps: 4)
            .Dropout(0.5)
            .Lstm(2, returnSequences: true)
            .Dropout(0.2)
            .Dense(2)
            .Build(LossKind.MeanSquaredError);
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        ReferenceRow row = RandomModels.Row(random, model, 4);
        double[][] inputFactors = [[0, 2, 2], [2, 0, 0], [0, 0, 2], [2, 2, 2]];
        ReferenceRow dropped = row with
        {
            DropoutFactors = new Dictionary<string, double[][]>
            {
                ["dropout"] = inputFactors,
                ["dropout_1"] = [[1.25, 0], [0, 1.25], [1.25, 1.25], [0, 0]],
            },
        };
        double[][] targets = RandomModels.Targets(random, network, 4);
        ReferenceGradients gradients = network.Gradients([new ReferenceExample(dropped, targets)]);
        CheckAll(network, [new ReferenceExample(dropped, targets)], gradients);
        Assert.Equal(0, gradients.Inputs[0][0][0]);
        Assert.NotEqual(0, gradients.Inputs[0][0][1]);

        // The last timestep's input of the dense layer is dropped as a whole: only the bias is left.
        Assert.Equal(network.Weights["dense.bias"], network.Forward(dropped).Outputs[3]);
    }

    private static void CheckLossGradient(Random random, ModelDescription model)
    {
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        int[] lengths = [model.MaxTimesteps, 0, 3, 1, model.MaxTimesteps - 1];
        List<ReferenceExample> batch = [];
        for (int i = 0; i < lengths.Length; i++)
        {
            // The last row is masked as a whole where the model has a mask.
            ReferenceRow row = RandomModels.Row(random, model, lengths[i], masked: i == lengths.Length - 1 ? 2 : 1) with
            {
                InitialState = RandomModels.State(random, network),
            };
            batch.Add(new ReferenceExample(row, RandomModels.Targets(random, network, lengths[i]), Weight: 0.5 + random.NextDouble()));
        }

        CheckAll(network, batch, network.Gradients(batch));
    }

    private static void CheckAll(ReferenceNetwork network, List<ReferenceExample> batch, ReferenceGradients gradients)
    {
        double Loss() => network.Loss(batch);
        Assert.Equal(Loss(), gradients.Loss);
        foreach (TensorDescription tensor in network.Tensors)
        {
            Check(Loss, network.Weights[tensor.Name], gradients.Weights[tensor.Name], tensor.Name);
        }

        for (int row = 0; row < batch.Count; row++)
        {
            if (batch[row].Row.InitialState is { } state)
            {
                Check(Loss, state, gradients.InitialStates[row], $"initial state of row {row}");
            }

            for (int t = 0; t < batch[row].Row.Length && network.Description.Vocabulary == 0; t++)
            {
                Check(Loss, batch[row].Row.Inputs[t], gradients.Inputs[row][t], $"input of row {row} at timestep {t}");
            }
        }
    }

    private static void Check(Func<double> scalar, double[] variables, double[] gradient, string what)
    {
        Assert.Equal(variables.Length, gradient.Length);
        for (int i = 0; i < variables.Length; i++)
        {
            double difference = CentralDifference(scalar, ref variables[i]);

            // The difference itself is exact to about 1e-12, so smaller gradients are compared absolutely.
            double error = Math.Abs(difference - gradient[i]) / Math.Max(Math.Max(Math.Abs(difference), Math.Abs(gradient[i])), 1e-6);
            Assert.True(error <= GreatestRelativeError, $"{what}[{i}]: backward {gradient[i]:R}, central difference {difference:R}, relative error {error:E2}");
        }
    }

    /// <summary>The five-point formula, exact to h⁴.</summary>
    private static double CentralDifference(Func<double> scalar, ref double variable)
    {
        const double h = 1e-4;
        double x = variable;
        variable = x + h;
        double above = scalar();
        variable = x - h;
        double below = scalar();
        variable = x + (2 * h);
        double farAbove = scalar();
        variable = x - (2 * h);
        double farBelow = scalar();
        variable = x;
        return ((8 * (above - below)) - (farAbove - farBelow)) / (12 * h);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Doubles(Random random, int count) => Array.ConvertAll(RandomModels.Floats(random, count, 1), value => (double)value);
}
