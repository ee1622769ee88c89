using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>
/// Regularisers and constraints as declared, on every kind of layer with weights: a model with them against the same model without,
/// and the formulas of Keras written down once more, in double, on logical tensors.
/// </summary>
public sealed class WeightRulesTests
{
    private const int Rows = 12;

    /// <summary>Every kind of tensor: a table, matrices in several panels with padding lanes, gates of several matrices, biases of one and two rows.</summary>
    private const string Source =
        """
        using ModelGen;

        namespace Rules;

        /// <summary>Without rules.</summary>
        [Model(MaxTimesteps = 5)] [Embedding(7, 3)] [Bidirectional] [Lstm(9, ReturnSequences = true)] [Gru(5, ReturnSequences = true)] [Gru(4, ResetAfter = false, ReturnSequences = true)] [Lstm(4, LayerNorm = true, ReturnSequences = true)] [SimpleRnn(6)] [LayerNormalization] [Dense(18)] [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Plain;

        /// <summary>With regularisers.</summary>
        [Model(MaxTimesteps = 5)]
        [Embedding(7, 3, EmbeddingsL1 = 0.002, EmbeddingsL2 = 0.003)]
        [Bidirectional] [Lstm(9, ReturnSequences = true, KernelL1 = 0.01, RecurrentL2 = 0.02, BiasL1 = 0.03)]
        [Gru(5, ReturnSequences = true, KernelL2 = 0.04, RecurrentL1 = 0.05, BiasL2 = 0.06)]
        [Gru(4, ResetAfter = false, ReturnSequences = true, KernelL1 = 0.07, RecurrentL1 = 0.08, RecurrentL2 = 0.09)]
        [Lstm(4, LayerNorm = true, ReturnSequences = true, GainL1 = 0.01, CellGainL2 = 0.02, CellBiasL1 = 0.03, CellBiasL2 = 0.04)]
        [SimpleRnn(6, KernelL2 = 0.001, BiasL1 = 0.002)]
        [LayerNormalization(GammaL1 = 0.004, BetaL2 = 0.005)]
        [Dense(18, KernelL1 = 0.0001, KernelL2 = 0.0002, BiasL2 = 0.5)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Regularized;

        /// <summary>With constraints.</summary>
        [Model(MaxTimesteps = 5)]
        [Embedding(7, 3, EmbeddingsConstraint = WeightConstraint.UnitNorm)]
        [Bidirectional] [Lstm(9, ReturnSequences = true, KernelConstraint = WeightConstraint.MaxNorm, MaxNorm = 0.75, RecurrentConstraint = WeightConstraint.NonNegative, BiasConstraint = WeightConstraint.MinMaxNorm, MinNorm = 0.5, NormRate = 0.25)]
        [Gru(5, ReturnSequences = true, KernelConstraint = WeightConstraint.MinMaxNorm, RecurrentConstraint = WeightConstraint.UnitNorm, BiasConstraint = WeightConstraint.UnitNorm)]
        [Gru(4, ResetAfter = false, ReturnSequences = true, KernelConstraint = WeightConstraint.UnitNorm, RecurrentConstraint = WeightConstraint.MinMaxNorm, MinNorm = 0.9, MaxNorm = 0.95)]
        [Lstm(4, LayerNorm = true, ReturnSequences = true, GainConstraint = WeightConstraint.MaxNorm, MaxNorm = 0.25, CellGainConstraint = WeightConstraint.NonNegative, CellBiasConstraint = WeightConstraint.UnitNorm)]
        [SimpleRnn(6, RecurrentConstraint = WeightConstraint.MaxNorm, BiasConstraint = WeightConstraint.NonNegative)]
        [LayerNormalization(GammaConstraint = WeightConstraint.UnitNorm, BetaConstraint = WeightConstraint.NonNegative)]
        [Dense(18, KernelConstraint = WeightConstraint.MaxNorm, MaxNorm = 0.5)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Constrained;
        """;

    private static readonly Lazy<Dictionary<string, CompiledModel>> s_models = new(() =>
    {
        Assembly assembly = TestModelFactory.CompileAssembly(Source);
        return new[] { "Plain", "Regularized", "Constrained" }.ToDictionary(name => name, name => CompiledModel.Create(assembly.GetType($"Rules.{name}", throwOnError: true)!));
    });

    /// <summary>L1 and L2 of each regularised tensor.</summary>
    private static readonly Dictionary<string, (double L1, double L2)> s_penalties = new()
    {
        ["embedding.embeddings"] = (0.002, 0.003),
        ["bidirectional.forward.kernel"] = (0.01, 0),
        ["bidirectional.backward.kernel"] = (0.01, 0),
        ["bidirectional.forward.recurrent_kernel"] = (0, 0.02),
        ["bidirectional.backward.recurrent_kernel"] = (0, 0.02),
        ["bidirectional.forward.bias"] = (0.03, 0),
        ["bidirectional.backward.bias"] = (0.03, 0),
        ["gru.kernel"] = (0, 0.04),
        ["gru.recurrent_kernel"] = (0.05, 0),
        ["gru.bias"] = (0, 0.06),
        ["gru_1.kernel"] = (0.07, 0),
        ["gru_1.recurrent_kernel"] = (0.08, 0.09),
        ["lstm.gain"] = (0.01, 0),
        ["lstm.cell_gain"] = (0, 0.02),
        ["lstm.cell_bias"] = (0.03, 0.04),
        ["simple_rnn.kernel"] = (0, 0.001),
        ["simple_rnn.bias"] = (0.002, 0),
        ["layer_normalization.gamma"] = (0.004, 0),
        ["layer_normalization.beta"] = (0, 0.005),
        ["dense.kernel"] = (0.0001, 0.0002),
        ["dense.bias"] = (0, 0.5),
    };

    /// <summary>What each constraint makes of a norm.</summary>
    private static readonly Dictionary<string, Func<double, double>?> s_constraints = new()
    {
        ["embedding.embeddings"] = _ => 1,
        ["bidirectional.forward.kernel"] = norm => Math.Min(norm, 0.75),
        ["bidirectional.backward.kernel"] = norm => Math.Min(norm, 0.75),
        ["bidirectional.forward.recurrent_kernel"] = null,
        ["bidirectional.backward.recurrent_kernel"] = null,
        ["bidirectional.forward.bias"] = norm => (0.25 * Math.Clamp(norm, 0.5, 0.75)) + (0.75 * norm),
        ["bidirectional.backward.bias"] = norm => (0.25 * Math.Clamp(norm, 0.5, 0.75)) + (0.75 * norm),
        ["gru.kernel"] = norm => Math.Min(norm, 1),
        ["gru.recurrent_kernel"] = _ => 1,
        ["gru.bias"] = _ => 1,
        ["gru_1.kernel"] = _ => 1,
        ["gru_1.recurrent_kernel"] = norm => Math.Clamp(norm, 0.9, 0.95),
        ["lstm.gain"] = norm => Math.Min(norm, 0.25),
        ["lstm.cell_gain"] = null,
        ["lstm.cell_bias"] = _ => 1,
        ["simple_rnn.recurrent_kernel"] = norm => Math.Min(norm, 2),
        ["simple_rnn.bias"] = null,
        ["layer_normalization.gamma"] = _ => 1,
        ["layer_normalization.beta"] = null,
        ["dense.kernel"] = norm => Math.Min(norm, 0.5),
    };

    [Fact]
    public void RegularizersAddToLossAndGradientOncePerBatch()
    {
        ModelGradients plain = Gradients("Plain", out _);
        ModelGradients regularized = Gradients("Regularized", out Dictionary<string, float[]> weights);
        double penalty = 0;
        foreach ((string tensor, float[] values) in weights)
        {
            (double l1, double l2) = s_penalties.GetValueOrDefault(tensor);
            penalty += values.Sum(w => (l1 * Math.Abs((double)w)) + (l2 * w * w));
            for (int i = 0; i < values.Length; i++)
            {
                double expected = plain.Tensors[tensor][i] + (l1 * Math.Sign(values[i])) + (2 * l2 * values[i]);
                Assert.Equal(expected, regularized.Tensors[tensor][i], 1e-6);
            }
        }

        Assert.True(penalty > 0.1);
        Assert.Equal(plain.Loss + penalty, regularized.Loss, 1e-6);
    }

    [Fact]
    public void AStepReportsThePenaltyAndMovesByIt()
    {
        // The same step, on a gradient that already has the penalty in it: w −= 0.1 · g.
        ModelGradients gradients = Gradients("Regularized", out Dictionary<string, float[]> before);
        (double loss, Dictionary<string, float[]> after) = Step("Regularized");
        Assert.Equal(gradients.Loss, loss, 12);
        foreach ((string tensor, float[] values) in before)
        {
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(values[i] - (0.1 * gradients.Tensors[tensor][i]), after[tensor][i], 1e-6);
            }
        }
    }

    [Fact]
    public void ConstraintsHoldAfterAnUpdate()
    {
        (_, Dictionary<string, float[]> free) = Step("Plain");
        (_, Dictionary<string, float[]> actual) = Step("Constrained");
        foreach ((string tensor, float[] values) in free)
        {
            int columns = s_models.Value["Plain"].CreateWeights().ShapeOf(tensor) is [_, int width] ? width : 1;
            double[] expected = s_constraints.TryGetValue(tensor, out Func<double, double>? desired) ? Constrain(values, columns, desired) : [.. values];
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(expected[i], actual[tensor][i], 1e-6);
            }
        }
    }

    /// <summary>A vector has one column.</summary>
    private static double[] Constrain(float[] values, int columns, Func<double, double>? desired)
    {
        if (desired is null)
        {
            return [.. values.Select(w => Math.Max(w, 0.0))];
        }

        var result = new double[values.Length];
        for (int column = 0; column < columns; column++)
        {
            int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => i % columns == column)];
            double norm = Math.Sqrt(indices.Sum(i => (double)values[i] * values[i]));
            foreach (int i in indices)
            {
                result[i] = values[i] * desired(norm) / (1e-7 + norm);
            }
        }

        return result;
    }

    private static ModelGradients Gradients(string name, out Dictionary<string, float[]> values)
    {
        ModelWeights weights = Draw(name, out TestBatch batch);
        values = weights.TensorNames.ToDictionary(n => n, weights.ToArray);
        using TrainerInstance trainer = s_models.Value[name].CreateTrainer(weights, Rows);
        return trainer.ComputeGradients(batch);
    }

    private static (double Loss, Dictionary<string, float[]> Weights) Step(string name)
    {
        ModelWeights weights = Draw(name, out TestBatch batch);
        using TrainerInstance trainer = s_models.Value[name].CreateTrainer(weights, Rows, threads: 2, optimizer: new Sgd(0.1f));
        double loss = trainer.TrainOnBatch(batch);
        return (loss, weights.TensorNames.ToDictionary(n => n, weights.ToArray));
    }

    private static ModelWeights Draw(string name, out TestBatch batch)
    {
        CompiledModel model = s_models.Value[name];
        var random = new Random(5);
        ModelWeights weights = model.CreateWeights();
        batch = new TestBatch(random, new ReferenceNetwork(model.Description, weights), [5, 3, 4, 5, 1, 2, 5, 5, 4, 3, 2, 5], timesteps: 5, stateScale: 0);
        foreach (string tensor in weights.TensorNames)
        {
            // Norms of columns on both sides of every bound.
            weights.CopyFrom(tensor, [.. Enumerable.Range(0, weights.LengthOf(tensor)).Select(_ => (float)((random.NextDouble() - 0.45) * random.NextDouble()))]);
        }

        return weights;
    }
}
