using System;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>Step, sequence and batch, on every instruction set, at every batch size: the same bits.</summary>
public sealed class BitIdentityTests
{
    private const int Rows = 11;

    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    public static TheoryData<string> CausalNames => [.. CompiledModels.AllNames.Where(CompiledModels.IsCausal)];

    public static TheoryData<string> TrainableNames => [.. CompiledModels.RecurrentNames, .. CompiledModels.MixedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void BatchesOfAnySizeOnEveryInstructionSet(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        var batch = new TestBatch(test.CreateRandom(), test.Reference, Rows);
        (float[] outputs, float[] states) = OneByOne(test, weights, batch, null);
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            (float[] sameOutputs, float[] sameStates) = OneByOne(test, weights, batch, set);
            AssertSameBits(outputs, sameOutputs, $"{name}: one by one on {set}");
            AssertSameBits(states, sameStates, $"{name}: one by one on {set}, final state");
            foreach (int batchSize in new[] { 1, 2, 5, 32 })
            {
                ModelInstance instance = test.Model.Instantiate(weights, batchSize);
                ModelState[] rowStates = [.. Enumerable.Range(0, Rows).Select(row => test.Model.CreateState(batch.InitialState(row)))];
                var actual = new float[outputs.Length];
                Array.Fill(actual, float.NaN);
                instance.Predict(set, batch.X, batch.Lengths, actual, rowStates);
                AssertSameBits(outputs, actual, $"{name}: batch size {batchSize} on {set}");
                AssertSameBits(states, Floats(rowStates, batch.StateLength), $"{name}: batch size {batchSize} on {set}, final state");
            }
        }
    }

    /// <summary>Without a state the sequence starts from zeros, whatever the instance ran before.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void NoStateIsAStateOfZeros(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        Random random = test.CreateRandom();
        int timesteps = test.Model.Shape.MaxTimesteps;
        var batch = new TestBatch(random, test.Reference, RandomModels.Lengths(random, Rows, timesteps), timesteps, stateScale: 0);
        (float[] outputs, _) = OneByOne(test, weights, batch, null);
        ModelInstance instance = test.Model.Instantiate(weights, batchSize: 3);
        var actual = new float[outputs.Length];
        for (int run = 0; run < 2; run++)
        {
            instance.Predict(null, batch.X, batch.Lengths, actual);
            AssertSameBits(outputs, actual, $"{name}: batch, run {run}");
        }

        for (int row = 0; row < Rows; row++)
        {
            int length = test.Model.Shape.ReturnsSequences ? batch.Lengths[row] * test.Model.Shape.Outputs : test.Model.Shape.Outputs;
            var one = new float[length];
            instance.Predict(null, batch.Row(row), one);
            AssertSameBits(outputs.AsSpan(row * batch.OutputsPerRow, length), one, $"{name}: row {row}");
        }
    }

    [Theory]
    [MemberData(nameof(CausalNames))]
    public void StepsAreTheSequence(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        Random random = test.CreateRandom();
        int timesteps = test.Model.Shape.MaxTimesteps;
        int outputsPerStep = test.Model.Shape.Outputs;
        var batch = new TestBatch(random, test.Reference, [timesteps, 3, 1], timesteps, stateScale: 0);
        (float[] outputs, float[] states) = OneByOne(test, weights, batch, null);
        ModelInstance instance = test.Model.Instantiate(weights);
        foreach (InstructionSet? set in (InstructionSet?[])[null, .. CompiledModel.InstructionSets])
        {
            for (int row = 0; row < batch.Count; row++)
            {
                ModelState state = test.Model.CreateState();
                instance.ResetState();
                for (int t = 0; t < batch.Lengths[row]; t++)
                {
                    var y = new float[outputsPerStep];
                    instance.Step(set, state, batch.Timestep(row, t), y);
                    var own = new float[outputsPerStep];
                    instance.Step(batch.Timestep(row, t), own);
                    AssertSameBits(y, own, $"{name}: own stream, row {row}, timestep {t}");
                    if (test.Model.Shape.ReturnsSequences)
                    {
                        AssertSameBits(outputs.AsSpan((row * batch.OutputsPerRow) + (t * outputsPerStep), outputsPerStep), y, $"{name}: step on {set}, row {row}, timestep {t}");
                    }
                    else if (t == batch.Lengths[row] - 1)
                    {
                        AssertSameBits(outputs.AsSpan(row * batch.OutputsPerRow, outputsPerStep), y, $"{name}: last step on {set}, row {row}");
                    }
                }

                AssertSameBits(states.AsSpan(row * batch.StateLength, batch.StateLength), Floats([state], batch.StateLength), $"{name}: state after steps on {set}, row {row}");
                AssertSameBits(states.AsSpan(row * batch.StateLength, batch.StateLength), Floats([instance.State], batch.StateLength), $"{name}: own state, row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TrainableNames))]
    public void GradientsOnEveryInstructionSetAndNumberOfThreads(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 19);
        ModelGradients expected = Gradients(null, threads: 1);
        Assert.True(expected.Tensors.Values.All(tensor => tensor.Any(value => value != 0)), $"{name}: a gradient is 0");
        foreach ((InstructionSet? set, int threads) in new[] { ((InstructionSet?)null, 3), (InstructionSet.Vector512, 1), (InstructionSet.Vector256, 2), (InstructionSet.Vector128, 1), (InstructionSet.Scalar, 1) })
        {
            ModelGradients actual = Gradients(set, threads);
            string what = $"{name}: {threads} threads on {set?.ToString() ?? "the best instruction set"}";
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Loss), BitConverter.DoubleToInt64Bits(actual.Loss));
            AssertSameBits(expected.Outputs, actual.Outputs, $"{what}, outputs");
            foreach ((string tensor, float[] gradient) in expected.Tensors)
            {
                AssertSameBits(gradient, actual.Tensors[tensor], $"{what}, {tensor}");
            }

            AssertSameBits(expected.Inputs, actual.Inputs, $"{what}, inputs");
            AssertSameBits(expected.InitialStates, actual.InitialStates, $"{what}, initial states");
        }

        ModelGradients Gradients(InstructionSet? set, int threads)
        {
            using TrainerInstance trainer = test.Model.CreateTrainer(weights, batchSize: 20, threads, set);
            return trainer.ComputeGradients(batch, dropoutKey: 5);
        }
    }

    /// <summary>Training computes the outputs that inference computes.</summary>
    [Theory]
    [MemberData(nameof(TrainableNames))]
    public void TrainingOutputsAreInferenceOutputs(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelWeights weights = test.CreateWeights();
        var batch = new TestBatch(test.CreateRandom(), test.Reference, Rows);
        (float[] outputs, _) = OneByOne(test, weights, batch, null);
        using TrainerInstance trainer = test.Model.CreateTrainer(weights, batchSize: Rows);
        AssertSameBits(outputs, trainer.ComputeGradients(batch).Outputs, name);
    }

    /// <summary>Every row by a call of its own, from its own state.</summary>
    private static (float[] Outputs, float[] States) OneByOne(ModelUnderTest test, ModelWeights weights, TestBatch batch, InstructionSet? set)
    {
        ModelInstance instance = test.Model.Instantiate(weights);
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        var states = new float[batch.Count * batch.StateLength];
        for (int row = 0; row < batch.Count; row++)
        {
            ModelState state = test.Model.CreateState(batch.InitialState(row));
            int length = test.Model.Shape.ReturnsSequences ? batch.Lengths[row] * test.Model.Shape.Outputs : test.Model.Shape.Outputs;
            instance.Predict(set, batch.Row(row), outputs.AsSpan(row * batch.OutputsPerRow, length), state);
            state.CopyTo(states.AsSpan(row * batch.StateLength, batch.StateLength));
        }

        return (outputs, states);
    }

    private static float[] Floats(ModelState[] states, int stateLength)
    {
        var values = new float[states.Length * stateLength];
        for (int i = 0; i < states.Length; i++)
        {
            states[i].CopyTo(values.AsSpan(i * stateLength, stateLength));
        }

        return values;
    }

    internal static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} values, got {actual.Length}");
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
            {
                Assert.Fail($"{what}, [{i}]: {expected[i]:R} (one row, best instruction set), {actual[i]:R}");
            }
        }
    }
}
