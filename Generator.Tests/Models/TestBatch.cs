using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen.Tests.Models;

/// <summary>
/// Random rows for a model, in the form that compiled models take and in the reference's. What lies beyond a row's
/// length is poison: NaN, an id outside the vocabulary, a class that does not exist.
/// </summary>
internal sealed class TestBatch
{
    private readonly ReferenceNetwork _network;

    /// <summary>A batch of rows of random lengths from 0 to the longest, with random initial states.</summary>
    public TestBatch(Random random, ReferenceNetwork network, int rows)
        : this(random, network, RandomModels.Lengths(random, rows, network.Description.MaxTimesteps), network.Description.MaxTimesteps)
    {
    }

    /// <summary>A batch of rows of the given lengths.</summary>
    public TestBatch(Random random, ReferenceNetwork network, int[] lengths, int timesteps, float stateScale = 0.9f)
    {
        _network = network;
        ModelDescription model = network.Description;
        Lengths = lengths;
        Timesteps = timesteps;
        StateLength = network.StateLength;
        int? repeated = model.Layers.OfType<RepeatVectorDescription>().LastOrDefault()?.Timesteps;
        int outputTimesteps = network.ReturnsSequences ? repeated ?? timesteps : 1;
        OutputsPerRow = outputTimesteps * network.Outputs;
        InputsPerRow = timesteps * model.Features;

        // All timesteps are masked in every sixth row.
        ReferenceRow[] rows = [.. lengths.Select((length, i) => RandomModels.Row(random, model, length, masked: i % 6 == 5 ? 2 : 1))];
        InitialStates = RandomModels.Floats(random, rows.Length * StateLength, stateScale);
        Rows = [.. rows.Select((row, i) => row with { InitialState = Doubles(InitialState(i)) })];
        SampleWeights = Array.ConvertAll(RandomModels.Floats(random, rows.Length, 1), value => 1.5f + value);
        Examples = [.. Rows.Select((row, i) => new ReferenceExample(row, RandomModels.Targets(random, network, row.Length), SampleWeights[i]))];

        // Class ids are one value of the targets where there are several outputs.
        OutputHead[] heads = model.Loss is null ? [.. network.Losses] : [];
        double[] ToTargets(double[] outputs) => heads.Length == 0 ? outputs
            : [.. heads.SelectMany(h => outputs[h.Column..(h.Column + h.Width)] is var own && h.Kind == LossKind.SparseCategoricalCrossentropy ? [Array.IndexOf(own, 1.0)] : own)];
        int targetsPerRow = heads.Length == 0 ? OutputsPerRow : outputTimesteps * ToTargets(new double[network.Outputs]).Length;
        if (model.Vocabulary > 0)
        {
            var ids = new int[rows.Length * timesteps];
            Array.Fill(ids, model.Vocabulary + 7);
            for (int row = 0; row < rows.Length; row++)
            {
                Array.ConvertAll(rows[row].Inputs, id => (int)id[0]).CopyTo(ids, row * timesteps);
            }

            X = new ModelInput(ids);
        }
        else
        {
            var features = new float[rows.Length * InputsPerRow];
            Array.Fill(features, float.NaN);
            for (int row = 0; row < rows.Length; row++)
            {
                Floats(rows[row].Inputs).CopyTo(features, row * InputsPerRow);
            }

            X = new ModelInput(features);
        }

        Targets = new float[rows.Length * targetsPerRow];
        Array.Fill(Targets, float.NaN);
        for (int row = 0; row < rows.Length; row++)
        {
            Floats([.. Examples[row].Targets.Select(ToTargets)]).CopyTo(Targets, row * targetsPerRow);
        }

        if (model.Loss == LossKind.SparseCategoricalCrossentropy)
        {
            ClassIds = new int[rows.Length * outputTimesteps];
            Array.Fill(ClassIds, -1);
            for (int row = 0; row < rows.Length; row++)
            {
                Array.ConvertAll(Examples[row].Targets, oneHot => Array.IndexOf(oneHot, 1.0)).CopyTo(ClassIds, row * outputTimesteps);
            }
        }
    }

    /// <summary>Inputs <c>[B, T, Features]</c>.</summary>
    public ModelInput X { get; }

    public int[] Lengths { get; }

    /// <summary>T.</summary>
    public int Timesteps { get; }

    public int StateLength { get; }

    public int InputsPerRow { get; }

    public int OutputsPerRow { get; }

    /// <summary><c>[B, StateLength]</c></summary>
    public float[] InitialStates { get; }

    /// <summary><c>[B]</c></summary>
    public float[] SampleWeights { get; }

    /// <summary><c>[B]</c> or <c>[B, T]</c>; null where the loss takes <see cref="Targets"/>.</summary>
    public int[]? ClassIds { get; }

    /// <summary><c>[B, Outputs]</c> or <c>[B, T, Outputs]</c></summary>
    public float[] Targets { get; }

    /// <summary>The rows for the reference.</summary>
    public IReadOnlyList<ReferenceRow> Rows { get; }

    /// <summary>The rows with their targets, for the reference.</summary>
    public IReadOnlyList<ReferenceExample> Examples { get; }

    public int Count => Lengths.Length;

    public ReadOnlySpan<float> InitialState(int row) => InitialStates.AsSpan(row * StateLength, StateLength);

    /// <summary>The row's input up to its length.</summary>
    public ModelInput Row(int row) => X.Slice(row * InputsPerRow, Lengths[row] * (InputsPerRow / Math.Max(Timesteps, 1)));

    /// <summary>One timestep of a row.</summary>
    public ModelInput Timestep(int row, int timestep)
    {
        int features = InputsPerRow / Timesteps;
        return X.Slice((row * InputsPerRow) + (timestep * features), features);
    }

    /// <summary>What the reference answers: outputs <c>[B, OutputsPerRow]</c> (0 beyond a row's length) and final states <c>[B, StateLength]</c>.</summary>
    public (double[] Outputs, double[] FinalStates) Reference()
    {
        var outputs = new double[Count * OutputsPerRow];
        var states = new double[Count * StateLength];
        for (int row = 0; row < Count; row++)
        {
            ReferencePass pass = _network.Forward(Rows[row]);
            pass.Outputs.SelectMany(o => o).ToArray().CopyTo(outputs, row * OutputsPerRow);
            pass.FinalState.CopyTo(states, row * StateLength);
        }

        return (outputs, states);
    }

    private static float[] Floats(double[][] values) => [.. values.SelectMany(v => v).Select(v => (float)v)];

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
}
