using System;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// Emitted float gradients of weights, inputs and initial states against the reference's backward pass in double.
/// </summary>
/// <remarks>
/// The bound. Every element is a sum over rows and timesteps of products that come out of the forward pass and the chain
/// rule, each with a relative error of some tens of units in the last place (6e-8) after a few layers and timesteps; the
/// sum's own rounding is of the order of one unit of its largest partial sum. Cancellation can make an element small,
/// but not its error: so the error is bounded relative to the largest element of its tensor, at 1e-5.
/// </remarks>
public sealed class GradientTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. CompiledModels.RecurrentNames, .. CompiledModels.MixedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void MatchTheReference(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 19);
        using TrainerInstance trainer = test.Model.CreateTrainer(test.CreateWeights(), batchSize: 24);
        ModelGradients actual = trainer.ComputeGradients(batch);
        ReferenceGradients expected = test.Reference.Gradients(batch.Examples);

        Assert.Equal(expected.Loss, actual.Loss, Math.Abs(expected.Loss) * Tolerance);
        Assert.Equal(expected.Weights.Keys.Order(), actual.Tensors.Keys.Order());
        foreach ((string tensor, double[] gradient) in expected.Weights)
        {
            AssertClose(gradient, actual.Tensors[tensor], $"{name}: {tensor}");
        }

        AssertClose([.. expected.InitialStates.SelectMany(s => s)], actual.InitialStates, $"{name}: initial states");
        if (test.Model.Shape.Vocabulary > 0)
        {
            Assert.Null(actual.Inputs);
            return;
        }

        var inputs = new double[batch.Count * batch.InputsPerRow];
        for (int row = 0; row < batch.Count; row++)
        {
            expected.Inputs[row].SelectMany(x => x).ToArray().CopyTo(inputs, row * batch.InputsPerRow);
        }

        AssertClose(inputs, actual.Inputs!, $"{name}: inputs");
    }

    /// <summary>Rows without an active timestep: nothing to learn, and no NaN from a mean of nothing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EmptyRowsHaveNoGradient(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, lengths: new int[3], timesteps: 2);
        using TrainerInstance trainer = test.Model.CreateTrainer(test.CreateWeights(), batchSize: 4);
        ModelGradients gradients = trainer.ComputeGradients(batch);
        Assert.Equal(0, gradients.Loss);
        Assert.All(gradients.Tensors, tensor => Assert.All(tensor.Value, value => Assert.Equal(0f, value)));
        Assert.All(gradients.InitialStates, value => Assert.Equal(0f, value));
        Assert.All(gradients.Inputs ?? [], value => Assert.Equal(0f, value));
    }

    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            Assert.True(error <= Tolerance * scale, $"{what}[{i}]: reference {expected[i]:R}, emitted {actual[i]:R}, error {error / scale:E2} of the largest element");
        }
    }
}
