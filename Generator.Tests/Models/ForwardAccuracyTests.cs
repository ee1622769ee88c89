using System;
using System.Linq;
using ModelGen.Tests.Oracles;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>Emitted forward passes against the double reference and against ONNX Runtime's error.</summary>
public sealed class ForwardAccuracyTests
{
    private const int Rows = 13;

    /// <summary>Absolute below 1, relative above (relu and linear cells let values grow).</summary>
    private const double Tolerance = 2e-6;

    /// <summary>
    /// Where ONNX Runtime happens to be nearly exact, twice its error would ask for less than the format resolves: half a
    /// unit in the last place of a value just below 1.
    /// </summary>
    private const double Resolution = 3e-8;

    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    public static TheoryData<string> RecurrentNames => [.. CompiledModels.RecurrentNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAndFinalStatesMatchTheReference(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, Rows);
        (float[] outputs, float[] states) = Run(test, batch);
        (double[] expected, double[] expectedStates) = batch.Reference();
        AssertClose(expected, outputs, $"{name}: output");
        AssertClose(expectedStates, states, $"{name}: final state");
    }

    [Theory]
    [MemberData(nameof(RecurrentNames))]
    public void ErrorIsAtMostTwiceThatOfOnnxRuntime(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        Random random = test.CreateRandom();
        var batch = new TestBatch(random, test.Reference, RandomModels.Lengths(random, Rows, test.Model.Shape.MaxTimesteps), test.Model.Shape.MaxTimesteps);
        for (int row = 0; row < batch.Count; row++)
        {
            OnnxOracle.InitialState(random, batch.StateLength, batch.Lengths[row]).CopyTo(batch.InitialStates, row * batch.StateLength);
            Array.ConvertAll(batch.InitialState(row).ToArray(), value => (double)value).CopyTo(batch.Rows[row].InitialState!, 0);
        }

        (float[] outputs, float[] states) = Run(test, batch);
        (double[] expected, double[] expectedStates) = batch.Reference();
        float[] x = [.. Enumerable.Range(0, batch.Count).SelectMany(row => PaddedRow(batch, row))];
        float[][] initialStates = [.. Enumerable.Range(0, batch.Count).Select(row => batch.InitialState(row).ToArray())];
        (float[] onnxOutputs, float[][] onnxStates) = OnnxOracle.Run(test.Reference.Description, test.Values, x, batch.Lengths, initialStates);

        double ours = RootMeanSquareError([.. expected, .. expectedStates], [.. outputs, .. states]);
        double theirs = RootMeanSquareError([.. expected, .. expectedStates], [.. onnxOutputs, .. onnxStates.SelectMany(s => s)]);
        Assert.True(ours <= Math.Max(2 * theirs, Resolution), $"{name}: error {ours:E2}, ONNX Runtime's {theirs:E2}");
    }

    private static (float[] Outputs, float[] States) Run(ModelUnderTest test, TestBatch batch)
    {
        ModelInstance instance = test.Model.Instantiate(test.CreateWeights(), batchSize: 4);
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        Array.Fill(outputs, float.NaN);
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(row => test.Model.CreateState(batch.InitialState(row)))];
        instance.Predict(null, batch.X, batch.Lengths, outputs, states);
        var final = new float[batch.Count * batch.StateLength];
        for (int row = 0; row < batch.Count; row++)
        {
            states[row].CopyTo(final.AsSpan(row * batch.StateLength, batch.StateLength));
        }

        return (outputs, final);
    }

    private static float[] PaddedRow(TestBatch batch, int row)
    {
        var padded = new float[batch.InputsPerRow];
        batch.Row(row).As<float>().CopyTo(padded);
        return padded;
    }

    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            Assert.True(error <= Tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}[{i}]: reference {expected[i]:R}, emitted {actual[i]:R}, error {error:E2}");
        }
    }

    /// <summary>Rather than the greatest error, of which chance decides as much as the arithmetic.</summary>
    private static double RootMeanSquareError(double[] expected, float[] actual)
        => Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Average());
}
