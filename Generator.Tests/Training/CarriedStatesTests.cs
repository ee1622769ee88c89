using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Rows longer than MaxTimesteps, trained on piece by piece with <see cref="TrainerOptions.CarryStates"/>.</summary>
public sealed class CarriedStatesTests
{
    private const int Piece = 5;
    private const int Timesteps = 17;
    private const int Rows = 13;
    private const int Features = 3;
    private const int Outputs = 4;

    // In the first piece, at its end, at the end of the last one, nowhere: no order that the batch would keep.
    private static readonly int[] s_lengths = [3, 17, 0, 10, 5, 16, 11, 1, 15, 17, 6, 12, 9];

    private static readonly Lazy<IReadOnlyDictionary<string, CompiledModel>> s_models = new(() => TestModelFactory.Compile([Describe("Pieces", Piece), Describe("Whole", Timesteps),
        new ModelBuilder("Last", Features, Piece).Lstm(7).Dense(Outputs).Build(LossKind.MeanSquaredError),
        new ModelBuilder("Future", Features, Piece).Bidirectional(7, MergeMode.Concat, returnSequences: true).Dense(Outputs).Build(LossKind.MeanSquaredError)]));

    /// <summary>Each piece is a step from the states in which inference, with the weights of before that step, ends the piece before it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void EveryPieceIsAStepFromTheStatesOfTheOneBefore(int threads)
    {
        CompiledModel model = s_models.Value["Pieces"];
        (float[] x, float[] targets, float[] sampleWeights) = Draw();
        ModelWeights weights = model.CreateWeights(3);
        using ModelTrainer<float> trainer = Trainer(model, weights, threads, carries: true);
        TrainingHistory history = trainer.Fit(Data(x, targets, sampleWeights), epochs: 2, shuffle: false);

        ModelWeights expected = model.CreateWeights(3);
        using ModelTrainer<float> byHand = Trainer(model, expected, threads: 1, carries: false);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            double loss = 0;
            int elements = 0;
            foreach (int[] batch in new[] { Enumerable.Range(0, 8).ToArray(), [.. Enumerable.Range(8, Rows - 8)] })
            {
                ModelState[] states = [.. batch.Select(_ => model.CreateState())];
                for (int first = 0; first < batch.Max(row => s_lengths[row]); first += Piece)
                {
                    int[] lengths = [.. batch.Select(row => Math.Clamp(s_lengths[row] - first, 0, Piece))];
                    float[] inputs = Slice(x, batch, first, Features);
                    float[] initial = [.. states.SelectMany(Floats)];
                    ModelState[] next = [.. states.Select(s => model.CreateState(Floats(s)))];
                    model.Instantiate(expected, batchSize: batch.Length).Predict(null, new ModelInput(inputs), lengths, new float[batch.Length * Piece * Outputs], next);
                    double mean = byHand.TrainOnBatch(inputs, lengths, Slice(targets, batch, first, Outputs), [.. batch.Select(row => sampleWeights[row])], initial);
                    loss += mean * lengths.Sum();
                    elements += lengths.Sum();
                    states = next;
                }
            }

            Assert.Equal(loss / elements, history.Epochs[epoch].Loss, 1e-12);
        }

        Assert.Equal(byHand.Steps, trainer.Steps);
        Assert.Equal(expected.Packed.Span.ToArray(), weights.Packed.Span.ToArray());
    }

    /// <summary>Without an update between the pieces, they are the whole.</summary>
    [Fact]
    public void EvaluationIsThatOfTheWholeRows()
    {
        (float[] x, float[] targets, float[] sampleWeights) = Draw();
        SequenceDataset<float> data = Data(x, targets, sampleWeights);
        using ModelTrainer<float> pieces = Trainer(s_models.Value["Pieces"], s_models.Value["Pieces"].CreateWeights(5), threads: 2, carries: true);
        using ModelTrainer<float> whole = Trainer(s_models.Value["Whole"], s_models.Value["Whole"].CreateWeights(5), threads: 1, carries: false);
        EvaluationResult expected = whole.Evaluate(data);
        EvaluationResult actual = pieces.Evaluate(data);
        Assert.Equal(expected.Loss, actual.Loss, 1e-12);
        Assert.Equal(expected.Metric, actual.Metric, 1e-12);
        Assert.Equal(expected.Elements, actual.Elements);
        var metric = new MeanAbsoluteError();
        var same = new MeanAbsoluteError();
        whole.Evaluate(data, [metric]);
        pieces.Evaluate(data, [same]);
        Assert.Equal(metric.Value, same.Value, 1e-12);
    }

    /// <summary>Rows that fit are one step, as without the option; also after longer ones.</summary>
    [Fact]
    public void ShortRowsAreNotCut()
    {
        CompiledModel model = s_models.Value["Pieces"];
        (float[] x, float[] targets, _) = Draw();
        int[] lengths = [.. s_lengths.Select(length => Math.Min(length, Piece))];
        float[] inputs = Slice(x, [.. Enumerable.Range(0, Rows)], 0, Features);
        float[] wanted = Slice(targets, [.. Enumerable.Range(0, Rows)], 0, Outputs);
        ModelWeights[] trained = [.. new[] { false, true }.Select(carries =>
        {
            ModelWeights weights = model.CreateWeights(7);
            using ModelTrainer<float> trainer = Trainer(model, weights, threads: 1, carries);
            if (carries)
            {
                (float[] longX, float[] longTargets, float[] sampleWeights) = Draw();
                trainer.Evaluate(Data(longX, longTargets, sampleWeights));
            }

            trainer.Fit(new SequenceDataset<float>(inputs, Rows, Piece, wanted, lengths, targetsPerTimestep: true), epochs: 2);
            Assert.Equal(4, trainer.Steps);
            return weights;
        })];
        Assert.Equal(trained[0].Packed.Span.ToArray(), trained[1].Packed.Span.ToArray());
    }

    [Fact]
    public void WhatCannotBeCutIsRefused()
    {
        (float[] x, float[] targets, float[] sampleWeights) = Draw();
        foreach (string name in new[] { "Last", "Future" })
        {
            CompiledModel model = s_models.Value[name];
            var error = Assert.ThrowsAny<Exception>(() => Trainer(model, model.CreateWeights(), threads: 1, carries: true));
            Assert.StartsWith($"{name}: CarryStates goes through long sequences piece by piece, which takes a causal model", (error.InnerException ?? error).Message, StringComparison.Ordinal);
        }

        CompiledModel pieces = s_models.Value["Pieces"];
        using ModelTrainer<float> trainer = Trainer(pieces, pieces.CreateWeights(), threads: 1, carries: false);
        var refused = Assert.Throws<ArgumentException>(() => trainer.Fit(Data(x, targets, sampleWeights), epochs: 1));
        Assert.StartsWith("Pieces: train has 17 timesteps, MaxTimesteps is 5. Cut the rows, raise MaxTimesteps, or set TrainerOptions.CarryStates, which trains on them piece by piece.", refused.Message, StringComparison.Ordinal);
    }

    private static ModelDescription Describe(string name, int timesteps)
        => new ModelBuilder(name, Features, timesteps).Lstm(7, returnSequences: true).Gru(9, returnSequences: true).Dense(Outputs).Build(LossKind.MeanSquaredError);

    private static ModelTrainer<float> Trainer(CompiledModel model, ModelWeights weights, int threads, bool carries)
        => (ModelTrainer<float>)Activator.CreateInstance(
            model.Type.GetNestedType("Trainer")!, weights, new Adam(1e-2f), 8, new TrainerOptions { Threads = threads, CarryStates = carries })!;

    private static (float[] X, float[] Targets, float[] SampleWeights) Draw()
    {
        var random = new Random(4);
        return (RandomModels.Floats(random, Rows * Timesteps * Features, 1), RandomModels.Floats(random, Rows * Timesteps * Outputs, 1), [.. Enumerable.Range(0, Rows).Select(row => 0.5f + (0.1f * row))]);
    }

    private static SequenceDataset<float> Data(float[] x, float[] targets, float[] sampleWeights) => new(x, Rows, Timesteps, targets, s_lengths, sampleWeights, targetsPerTimestep: true);

    /// <summary>A piece of some rows: [rows, Piece, width], 0 beyond the last timestep.</summary>
    private static float[] Slice(float[] values, int[] rows, int first, int width)
    {
        var piece = new float[rows.Length * Piece * width];
        for (int i = 0; i < rows.Length; i++)
        {
            int count = Math.Min(Piece, Timesteps - first) * width;
            values.AsSpan(((rows[i] * Timesteps) + first) * width, count).CopyTo(piece.AsSpan(i * Piece * width));
        }

        return piece;
    }

    private static float[] Floats(ModelState state)
    {
        var values = new float[7 + 7 + 9];
        state.CopyTo(values);
        return values;
    }
}
