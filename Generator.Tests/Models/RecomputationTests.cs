using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// Models with <c>[Model(RecomputeActivations = true)]</c> against the same models without: every cell and option, in more timesteps than
/// are kept at a time.
/// </summary>
public sealed class RecomputationTests
{
    private const int Rows = 19;

    /// <summary>Blocks of 8: two whole ones and a rest.</summary>
    private const int Timesteps = 19;

    private static readonly string[] s_names =
    [
        "Lstm01", "Gru00", "Gru01", "Rnn01", "Activation00", "Activation04", "MaskedZeroBoth", "MaskedGru", "DroppedCells", "DroppedInputs", "DroppedStates",
        "LstmOption00", "LstmOption07", "Projected", "ProjectedMask", "BatchNormFold", "Skips", "Heads", "InputsBoth", "TokensBoth", "DirectionOutputs", "OwnBackward", "ActivityMasked",
        .. CellModels.All.Select(m => m.Name).Where(name => name.StartsWith("Norm", StringComparison.Ordinal) || name.StartsWith("DroppedCandidate", StringComparison.Ordinal)),
    ];

    private static readonly ModelDescription[] s_models = [.. CompiledModels.Describe().Where(m => s_names.Contains(m.Name)).Select(m => m with { MaxTimesteps = Timesteps })];

    private static readonly Lazy<Dictionary<string, CompiledModel>> s_plain = new(() => Compile(string.Empty));

    private static readonly Lazy<Dictionary<string, CompiledModel>> s_recomputing = new(() => Compile("RecomputeActivations = true, "));

    public static TheoryData<string> Names => [.. s_models.Select(m => m.Name)];

    [Fact]
    public void EveryNameIsAModel() => Assert.Equal(s_names.Order(), s_models.Select(m => m.Name).Order());

    /// <summary>
    /// What is not summed over timesteps has the same bits; the weights' gradients are sums of three blocks, whose roundings differ by some
    /// units of the last place of the largest partial sum. Below a batch normalisation a bias' sum cancels to nearly 0, so what is large is
    /// told by all tensors of the layer.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfTheModelThatKeepsAll(string name)
    {
        (Dictionary<string, float[]> values, TestBatch batch) = Draw(name);
        ModelGradients expected = Gradients(s_plain.Value[name], InstructionSet.Vector512, threads: 1);
        ModelGradients actual = Gradients(s_recomputing.Value[name], InstructionSet.Vector512, threads: 1);
        BitIdentityTests.AssertSameBits(expected.Outputs, actual.Outputs, $"{name}: outputs");
        BitIdentityTests.AssertSameBits(expected.Inputs, actual.Inputs, $"{name}: inputs");
        BitIdentityTests.AssertSameBits(expected.InitialStates, actual.InitialStates, $"{name}: initial states");
        Assert.Equal(expected.Loss, actual.Loss);
        foreach ((string tensor, float[] gradient) in expected.Tensors)
        {
            float[] other = actual.Tensors[tensor];
            string layer = tensor[..(tensor.LastIndexOf('.') + 1)];
            float tolerance = 2e-6f * expected.Tensors.Where(t => t.Key.StartsWith(layer, StringComparison.Ordinal)).Max(t => t.Value.Max(Math.Abs));
            for (int i = 0; i < gradient.Length; i++)
            {
                Assert.True(Math.Abs(gradient[i] - other[i]) <= tolerance, $"{name}: {tensor}[{i}] is {other[i]:R}, kept {gradient[i]:R}");
            }
        }

        foreach ((InstructionSet set, int threads) in new[] { (InstructionSet.Vector256, 1), (InstructionSet.Vector128, 3), (InstructionSet.Scalar, 2) })
        {
            ModelGradients same = Gradients(s_recomputing.Value[name], set, threads);
            foreach ((string tensor, float[] gradient) in actual.Tensors)
            {
                BitIdentityTests.AssertSameBits(gradient, same.Tensors[tensor], $"{name} on {set}, {tensor}");
            }
        }

        ModelGradients Gradients(CompiledModel model, InstructionSet set, int threads)
        {
            using TrainerInstance trainer = model.CreateTrainer(model.CreateWeights(values), batchSize: Rows + 1, threads, set);

            // What another batch has left in the arena does not matter.
            trainer.ComputeGradients(new TestBatch(new Random(3), RandomModels.Reference(model.Description, values), Rows), dropoutKey: 9);
            return trainer.ComputeGradients(batch, dropoutKey: 5);
        }
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        (Dictionary<string, float[]> values, TestBatch batch) = Draw("Lstm01");
        CompiledModel model = s_recomputing.Value["Lstm01"];
        using TrainerInstance trainer = model.CreateTrainer(model.CreateWeights(values), batchSize: Rows);
        trainer.TrainOnBatch(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.TrainOnBatch(batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Dictionary<string, CompiledModel> Compile(string option)
    {
        Assembly assembly = TestModelFactory.CompileAssembly(ModelSource.Write(s_models).Replace("[Model(", "[Model(" + option, StringComparison.Ordinal));
        return s_models.ToDictionary(m => m.Name, m => CompiledModel.Create(assembly.GetType($"{ModelSource.Namespace}.{m.Name}", throwOnError: true)!));
    }

    private static (Dictionary<string, float[]> Values, TestBatch Batch) Draw(string name)
    {
        ModelDescription description = s_models.Single(m => m.Name == name);
        var random = new Random(name.Length * 13);
        Dictionary<string, float[]> values = RandomModels.Weights(random, description);
        return (values, new TestBatch(random, RandomModels.Reference(description, values), Rows));
    }
}
