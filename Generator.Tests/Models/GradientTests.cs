using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;
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

    public static TheoryData<string> NamesWithDropout
        => [.. CompiledModels.Describe().Where(m => (m.Loss is not null || m.Layers.Any(l => l.Loss is not null)) && m.Layers.Any(l => l is DropoutDescription or BatchNormalizationDescription or RecurrentDescription { Dropout: > 0 } or RecurrentDescription { RecurrentDropout: > 0 } or LstmDescription { CandidateDropout: > 0 } or BidirectionalDescription { Forward: LstmDescription { CandidateDropout: > 0 } } or BidirectionalDescription { Forward.Dropout: > 0 })).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void MatchTheReference(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 19);
        using TrainerInstance trainer = test.Model.CreateTrainer(test.CreateWeights(), batchSize: 24);
        AssertClose(test, batch, test.Reference.Gradients(batch.Examples), trainer.ComputeGradients(batch));
    }

    /// <summary>
    /// With a key, as in a step of training: the reference multiplies by the masks that the key draws, in the forward pass and in the backward
    /// pass, and normalises with the batch's statistics.
    /// </summary>
    [Theory]
    [MemberData(nameof(NamesWithDropout))]
    public void MatchTheReferenceWithDropout(string name)
    {
        const ulong key = 77;
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(1), test.Reference, rows: 19);
        using TrainerInstance trainer = test.Model.CreateTrainer(test.CreateWeights(), batchSize: 24);
        ReferenceExample[] examples = [.. batch.Examples.Select((example, row) => example with
        {
            Row = example.Row with { DropoutFactors = DropoutFactors(test.Reference.Description, example.Row.Length, key, row) },
        })];
        ModelGradients actual = trainer.ComputeGradients(batch, key);
        Assert.NotEqual(trainer.ComputeGradients(batch).Loss, actual.Loss);
        AssertClose(test, batch, test.Reference.Gradients(examples, training: true), actual);
    }

    /// <summary>Every row, gate, direction and vector draws for itself.</summary>
    [Fact]
    public void ACellsDrawsAreItsOwn()
    {
        const int Rows = 50;
        const int Gates = 4;
        const int Width = 13;
        const int Stride = 16;
        var input = new float[Rows * Gates * Stride];
        var hidden = new float[input.Length];
        CellDropout.Draw(ref input[0], Rows, Gates, Width, Stride, 0.4f, active: true, key: 3, layer: 1, firstDraw: 0, rowNumbers: [.. Enumerable.Range(20, Rows)]);
        CellDropout.Draw(ref hidden[0], Rows, Gates, Width, Stride, 0.4f, active: true, key: 3, layer: 1, firstDraw: 8, rowNumbers: [.. Enumerable.Range(20, Rows)]);
        var seen = new HashSet<string>();
        int dropped = 0;
        foreach (float[] own in input.Concat(hidden).Chunk(Stride))
        {
            Assert.All(own[Width..], padding => Assert.Equal(0f, padding));
            Assert.All(own[..Width], factor => Assert.True(factor == 0f || factor == 1f / (1f - 0.4f)));
            dropped += own[..Width].Count(factor => factor == 0f);
            seen.Add(string.Join(' ', own));
        }

        // Of 8192 patterns 400 draws repeat a few.
        Assert.InRange(seen.Count, 370, 400);
        Assert.InRange(dropped / (double)(2 * Rows * Gates * Width), 0.37, 0.43);

        // Rows of a shard draw what they draw in the whole batch.
        var shard = new float[Gates * Stride];
        CellDropout.Draw(ref shard[0], 1, Gates, Width, Stride, 0.4f, active: true, key: 3, layer: 1, firstDraw: 0, rowNumbers: [27]);
        Assert.Equal(input[(7 * Gates * Stride)..(8 * Gates * Stride)], shard);

        CellDropout.Draw(ref shard[0], 1, Gates, Width, Stride, 0.4f, active: false, key: 3, layer: 1, firstDraw: 0, rowNumbers: [27]);
        Assert.All(shard.Chunk(Stride), own => Assert.All(own[..Width], factor => Assert.Equal(1f, factor)));
    }

    [Fact]
    public void DropoutDrawsAtItsRate()
    {
        var ones = new float[1000];
        Array.Fill(ones, 1f);
        int dropped = 0;
        var seen = new HashSet<string>();
        for (int row = 0; row < 5; row++)
        {
            for (int timestep = 0; timestep < 5; timestep++)
            {
                for (int layer = 0; layer < 2; layer++)
                {
                    var kept = new float[ones.Length];
                    RowOperations.Dropout(ref ones[0], ref kept[0], kept.Length, 0.3f, key: 9, layer, row, timestep);
                    Assert.All(kept, value => Assert.True(value is 0f or (1f / (1f - 0.3f))));
                    dropped += kept.Count(value => value == 0);
                    Assert.True(seen.Add(string.Concat(kept.Take(64).Select(value => value == 0 ? '0' : '1'))), "Two rows, timesteps or layers share a mask.");
                }
            }
        }

        // 50,000 draws: the standard deviation of the fraction is 0.002.
        Assert.Equal(0.3, dropped / 50_000.0, 0.01);
    }

    private static void AssertClose(ModelUnderTest test, TestBatch batch, ReferenceGradients expected, ModelGradients actual)
    {
        string name = test.Name;
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

    private static Dictionary<string, double[][]> DropoutFactors(ModelDescription model, int length, ulong key, int row)
    {
        var factors = new Dictionary<string, double[][]>();
        var shapes = new Dictionary<string, (int Size, bool IsSequence)> { ["input"] = (model.Features, true) };
        string before = "input";
        int size = 0;
        for (int index = 0; index < model.Layers.Length; index++)
        {
            LayerDescription layer = model.Layers[index];
            (int Size, bool IsSequence)[] sources = [.. (layer.From ?? before).Split(", ").Select(name => shapes[name])];
            size = sources.Sum(s => s.Size);
            bool isSequence = sources[0].IsSequence;
            if (layer is DropoutDescription dropout)
            {
                factors.Add(dropout.Name, [.. Enumerable.Range(0, isSequence ? length : 1).Select(t => Draw(dropout, index, t))]);
            }

            if (layer is BidirectionalDescription both)
            {
                AddCell(both.Forward with { Name = both.Name + ".forward" }, index, direction: 0);
                AddCell((both.Backward ?? both.Forward) with { Name = both.Name + ".backward" }, index, direction: 1);
            }
            else if (layer is RecurrentDescription cell)
            {
                AddCell(cell, index, direction: 0);
            }

            before = layer.Name;
            shapes.Add(before, layer switch
            {
                ColumnsDescription columns => (columns.Width, isSequence),
                EmbeddingDescription embedding => (embedding.Dimensions, true),
                DenseDescription dense => (dense.Units, isSequence),
                RecurrentDescription recurrent => (recurrent.OutputSize, recurrent.ReturnSequences),
                BidirectionalDescription { Forward: var wrapped, Merge: var merge, Backward: var own } => (merge is MergeMode.Concat or MergeMode.None ? wrapped.OutputSize + (own ?? wrapped).OutputSize : wrapped.OutputSize, wrapped.ReturnSequences),
                AddDescription or MultiplyDescription => (size / sources.Length, isSequence),
                _ => (size, isSequence),
            });
        }

        return factors;

        // As documented: a row's factors do not change over time, and every gate has its own.
        void AddCell(RecurrentDescription cell, int index, int direction)
        {
            int gates = cell switch { LstmDescription => 4, GruDescription => 3, _ => 1 };
            AddVector("dropout", cell.Dropout, cell.InputSize, direction * 16);
            AddVector("recurrent_dropout", cell.RecurrentDropout, cell.OutputSize, (direction * 16) + 8);
            if (cell is LstmDescription { CandidateDropout: > 0 and var rate })
            {
                factors.Add($"{cell.Name}.candidate_dropout", [.. Enumerable.Range(0, length).Select(t => DrawRow(rate, cell.Units, index, 32 + direction + (2 * t)))]);
            }

            void AddVector(string kind, double rate, int width, int firstDraw)
            {
                if (rate > 0)
                {
                    var drawn = new float[gates * width];
                    CellDropout.Draw(ref drawn[0], rows: 1, gates, width, stride: width, (float)rate, active: true, key, index, firstDraw, rowNumbers: [row]);
                    factors.Add($"{cell.Name}.{kind}", [.. drawn.Chunk(width).Select(gate => Array.ConvertAll(gate, value => (double)value))]);
                }
            }
        }

        double[] Draw(DropoutDescription dropout, int index, int timestep) => DrawRow(dropout.Rate, size, index, timestep);

        double[] DrawRow(double rate, int width, int index, int draw)
        {
            var factor = new float[width];
            Array.Fill(factor, 1f);
            RowOperations.Dropout(ref factor[0], ref factor[0], width, (float)rate, key, index, row, draw);
            return Array.ConvertAll(factor, value => (double)value);
        }
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
