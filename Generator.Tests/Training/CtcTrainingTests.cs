using System;
using System.Linq;
using System.Reflection;
using ModelGen.CompilerServices;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Compiled models with <see cref="LossKind.Ctc"/>: gradients, lengths and masks, bits, what is refused, and that they learn.</summary>
public sealed class CtcTrainingTests
{
    private const int Rows = 11, Timesteps = 9;

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Labelled;

        /// <summary>Masks timesteps in the middle of rows.</summary>
        [Model(Features = 3, MaxTimesteps = 9)] [Masking(0.5)] [Bidirectional] [Lstm(5, ReturnSequences = true)] [Dense(4)]
        [Loss(LossKind.Ctc, FromLogits = true, Blank = 3)]
        public sealed partial class Masked;

        /// <summary>Probabilities; outputs last timestep first.</summary>
        [Model(MaxTimesteps = 9)] [Embedding(7, 4, MaskZero = true)] [Gru(6, ReturnSequences = true, GoBackwards = true)] [Dense(5, Activation = Activation.Softmax)]
        [Loss(LossKind.Ctc, ZeroInfinity = true)]
        public sealed partial class Backwards;

        /// <summary>Features only.</summary>
        [Model(Features = 3, MaxTimesteps = 9)] [Lstm(12, ReturnSequences = true)] [Dense(4)]
        [Loss(LossKind.Ctc, FromLogits = true)]
        public sealed partial class Plain;
        """));

    private static readonly int[] s_lengths = [9, 4, 6, 0, 9, 7, 5, 9, 8, 3, 6];

    // Of classes 0 to 2, none of them a blank of Masked; shifted for the others.
    private static readonly int[][] s_labels = [[0, 1, 2], [], [1, 1], [], [2, 0, 0, 1], [1], [0, 2], [0, 1, 0, 1], [2, 2], [1], [0, 1]];

    [Fact]
    public void GradientsAreThoseOfTheReference()
    {
        CompiledModel model = Model("Masked");
        float[] x = Features();
        Mask(x, row: 0, 2);
        Mask(x, row: 4, 0);
        Mask(x, row: 7, 8);
        float[] weights = [1f, 2f, 0.5f, 1f, 0f, 1.5f, 1f, 0.25f, 3f, 1f, 1f];
        LabelSequences labels = LabelSequences.FromRows(s_labels);
        using var trainer = Trainer<float>(model, Rows);
        ModelGradients actual = trainer.ComputeGradients(x, s_lengths, labels, weights);
        var network = new ReferenceNetwork(model.Description, trainer.TrainedWeights);
        ReferenceExample[] batch = trainer.ReferenceExamples(network, x, s_lengths, labels);
        ReferenceGradients expected = network.Gradients([.. batch.Select((example, row) => example with { Weight = weights[row] })]);
        Assert.Equal(expected.Loss, actual.Loss, 1e-6 * expected.Loss);
        foreach ((string name, double[] gradient) in expected.Weights)
        {
            double scale = gradient.Max(Math.Abs);
            Assert.All(gradient.Zip(actual.Tensors[name]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 2e-5 * scale, $"{name}: {pair}"));
        }

        // Neither masked timesteps nor what lies beyond a row's length have a gradient.
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(0f, actual.Inputs![(2 * 3) + i]));
        Assert.All(actual.Inputs![(((1 * Timesteps) + 4) * 3)..(2 * Timesteps * 3)], value => Assert.Equal(0f, value));
    }

    [Fact]
    public void GradientsAreCentralDifferences()
    {
        CompiledModel masked = Model("Masked");
        float[] x = Features();
        Mask(x, row: 4, 3);
        using (ModelTrainer<float> trainer = Trainer<float>(masked, Rows))
        {
            GradientCheckResult result = GradientCheck.Run(trainer, masked.Description, x, s_lengths, LabelSequences.FromRows(s_labels));
            Assert.True(result.Passed, result.ToString());
        }

        // Row 5 has too few timesteps for its labels: loss and gradient 0, but it counts in the mean. Row 3 has none at all.
        CompiledModel backwards = Model("Backwards");
        using ModelTrainer<int> ids = Trainer<int>(backwards, Rows);
        int[][] labels = [.. s_labels.Select(row => row.Select(label => label + 1).ToArray())];
        labels[5] = [1, 1, 1, 1, 1];
        labels[3] = [2];
        int[] tokens = TestRows.Integers(Rows * Timesteps, 7, seed: 4);
        GradientCheckResult check = GradientCheck.Run(ids, backwards.Description, tokens, s_lengths, LabelSequences.FromRows(labels));
        Assert.True(check.Passed, check.ToString());
        double with = ids.ComputeGradients(tokens, s_lengths, LabelSequences.FromRows(labels)).Loss;
        labels[5] = [];
        double without = ids.ComputeGradients(tokens, s_lengths, LabelSequences.FromRows(labels), (float[])[1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]).Loss;
        Assert.Equal(without, with);
    }

    /// <summary>Threads, instruction sets, and the rows around a row in its shard change no bit.</summary>
    [Fact]
    public void BitsAreTheSame()
    {
        CompiledModel model = Model("Plain");
        LabelSequences labels = LabelSequences.FromRows([.. s_labels.Select(row => row.Select(label => label + 1).ToArray())]);
        float[] x = Features();
        using ModelTrainer<float> alone = Trainer<float>(model, Rows);
        ModelGradients expected = alone.ComputeGradients(x, s_lengths, labels);
        foreach (InstructionSet set in CompiledModel.InstructionSets)
        {
            foreach (int threads in (int[])[1, 3])
            {
                using ModelTrainer<float> trainer = Trainer<float>(model, Rows, threads);
                trainer.GetType().GetProperty("InstructionSet", BindingFlags.NonPublic | BindingFlags.Instance)!.SetValue(trainer, set);
                ModelGradients actual = trainer.ComputeGradients(x, s_lengths, labels);
                Assert.Equal(expected.Loss, actual.Loss);
                Assert.All(expected.Tensors, tensor => Assert.Equal(tensor.Value, actual.Tensors[tensor.Key]));
            }
        }

        // A row's own gradient is that of the row alone, over the number of rows that count.
        using ModelTrainer<float> single = Trainer<float>(model, 1);
        ModelGradients row = single.ComputeGradients(x.AsSpan(0, Timesteps * 3), [9], LabelSequences.FromRows([[1, 2, 3]]));
        Assert.All(row.Inputs!.Zip(expected.Inputs!), pair => Assert.Equal(pair.First / (Rows - 1), pair.Second, 1e-7f));
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        using ModelTrainer<float> trainer = Trainer<float>(Model("Plain"), Rows);
        LabelSequences labels = LabelSequences.FromRows([.. s_labels.Select(row => row.Select(label => label + 1).ToArray())]);
        float[] x = Features();
        for (int i = 0; i < 40; i++)
        {
            trainer.TrainOnBatch(x, s_lengths, labels);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            trainer.TrainOnBatch(x, s_lengths, labels);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ConcatenatedLabelsAreThoseOfTheRows()
    {
        LabelSequences rows = LabelSequences.FromRows(s_labels);
        LabelSequences concatenated = LabelSequences.FromConcatenated([.. s_labels.SelectMany(r => r)], [.. s_labels.Select(r => r.Length)]);
        Assert.Equal((rows.Count, rows.Room), (concatenated.Count, concatenated.Room));
        for (int row = 0; row < rows.Count; row++)
        {
            Assert.Equal(rows.Row(row), concatenated.Row(row));
        }

        Assert.Contains("labels has 3 entries; the lengths of the 2 rows sum up to 4", Assert.Throws<ArgumentException>(() => LabelSequences.FromConcatenated([1, 2, 3], [1, 3])).Message);
        Assert.Contains("row 1 has -1 labels; expected 0 or more", Assert.Throws<ArgumentException>(() => LabelSequences.FromConcatenated([1], [2, -1])).Message);
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => LabelSequences.FromConcatenated([], [])).Message);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using ModelTrainer<float> trainer = Trainer<float>(Model("Plain"), Rows);
        float[] x = Features();
        float[] before = trainer.TrainedWeights.ToArray("dense.kernel");
        Refused(row => row[6] = [1, 1, 1, 2], "labels, row 6: 4 labels, 2 of them right after an equal one, need at least 6 timesteps; the row has 5. Give it fewer labels");
        Refused(row => row[3] = [1], "labels, row 3: 1 label needs at least 1 timestep; the row has 0.");
        Refused(row => row[2] = [1, 4], "labels, row 2, label 1 is 4; the model has the classes 0 to 3, of which 0 is the blank and no label.");
        Refused(row => row[2] = [0], "label 0 is 0;");
        Refused(row => row[2] = [-1], "label 0 is -1;");
        Assert.Contains("labels has 2 rows; expected 11", Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x, s_lengths, LabelSequences.FromRows([[], []]))).Message);
        Assert.Contains("the loss takes sequences of labels", Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x, s_lengths, new int[Rows * Timesteps])).Message);
        Assert.Contains("the loss takes sequences of labels", Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x, s_lengths, new float[Rows * Timesteps * 4])).Message);
        var classes = new SequenceDataset<float>(x, Rows, Timesteps, new int[Rows * Timesteps]);
        Assert.Contains("train has class ids, the model's loss takes sequences of labels", Assert.Throws<ArgumentException>(() => trainer.Fit(classes, 1)).Message);
        Assert.Contains("labels has 1 rows; expected 11", Assert.Throws<ArgumentException>(() => new SequenceDataset<float>(x, Rows, Timesteps, LabelSequences.FromRows([[1]]))).Message);
        var data = new SequenceDataset<float>(x, Rows, Timesteps, LabelSequences.FromRows(s_labels));
        Assert.Contains("data, row 0, label 0 is 0;", Assert.Throws<ArgumentException>(() => trainer.Evaluate(data)).Message);
        var shifted = new SequenceDataset<float>(x, Rows, Timesteps, Shifted());
        Assert.Contains("top_1_accuracy measures elements with a target each; a row of labels has none. LabelErrorRate and SequenceAccuracy measure such rows.", Assert.Throws<ArgumentException>(() => trainer.Evaluate(shifted, [new TopKAccuracy(1)])).Message);
        Assert.Equal(before, trainer.TrainedWeights.ToArray("dense.kernel"));

        DenseModel dense = DenseModel.OfFeatures(3, 9, 4, sequences: true);
        using var sparse = new DenseTrainer<float>(dense.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), Rows);
        Assert.Contains(
            "Dense: sequence_accuracy measures rows of labels; the model's loss takes class ids.",
            Assert.Throws<ArgumentException>(() => sparse.Evaluate(new SequenceDataset<float>(x, Rows, Timesteps, new int[Rows * Timesteps]), [new SequenceAccuracy()])).Message);
        Assert.Contains("the loss takes class ids", Assert.Throws<ArgumentException>(() => sparse.TrainOnBatch(x, s_lengths, Shifted())).Message);
        Assert.Contains("has sequences of labels, the model's loss takes class ids", Assert.Throws<ArgumentException>(() => sparse.Evaluate(shifted)).Message);
        Assert.Contains("class weights need one output", Assert.Throws<ArgumentException>(() => Trainer<float>(Model("Plain"), 1, options: new TrainerOptions { ClassWeights = [1, 1, 1, 1] })).Message);

        void Refused(Action<int[][]> change, string message)
        {
            int[][] rows = [.. s_labels.Select(row => row.Select(label => label + 1).ToArray())];
            change(rows);
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => trainer.TrainOnBatch(x, s_lengths, LabelSequences.FromRows(rows))).Message);
        }
    }

    /// <summary>Metrics of rows are those of the outputs that a decoder reads by hand, without masked timesteps and rows that have none; one of them is the loss's own.</summary>
    [Theory]
    [InlineData("Masked", 3, true)]
    [InlineData("Plain", 0, true)]
    [InlineData("Backwards", 0, false)]
    public void RowsAreMeasuredByTheirLabels(string name, int blank, bool logits)
    {
        float[] weights = [1f, 2f, 0.5f, 1f, 0f, 1.5f, 1f, 0.25f, 3f, 1f, 1f];
        LabelSequences labels = name == "Masked" ? LabelSequences.FromRows(s_labels) : Shifted();
        float[] x = Features();
        int[] ids = TestRows.Integers(Rows * Timesteps, 7, seed: 4);
        if (name == "Masked")
        {
            Mask(x, row: 0, 2);
            Mask(x, row: 4, 0);
            Mask(x, row: 7, 8);
        }

        if (logits)
        {
            using ModelTrainer<float> trainer = Trainer<float>(Model(name), 4, threads: 2);
            using ModelTrainer<float> whole = Trainer<float>(Model(name), Rows);
            Check(trainer, x, whole.ComputeGradients(x, s_lengths, labels).Outputs, (row, t) => name != "Masked" || !x.AsSpan(((row * Timesteps) + t) * 3, 3).SequenceEqual([0.5f, 0.5f, 0.5f]));
        }
        else
        {
            using ModelTrainer<int> trainer = Trainer<int>(Model(name), 4, threads: 2);
            using ModelTrainer<int> whole = Trainer<int>(Model(name), Rows);
            Check(trainer, ids, whole.ComputeGradients(ids, s_lengths, labels).Outputs, (row, t) => ids[(row * Timesteps) + s_lengths[row] - 1 - t] != 0);
        }

        void Check<TIn>(ModelTrainer<TIn> trainer, TIn[] inputs, float[] outputs, Func<int, int, bool> isActive)
            where TIn : unmanaged
        {
            int classes = outputs.Length / (Rows * Timesteps);
            var rate = new LabelErrorRate();
            var beam = new LabelErrorRate { BeamWidth = 8 };
            var perRow = new LabelErrorRate { PerRow = true };
            var accuracy = new SequenceAccuracy { BeamWidth = 8 };
            trainer.Evaluate(new SequenceDataset<TIn>(inputs, Rows, Timesteps, labels, s_lengths, weights), [rate, beam, perRow, accuracy]);
            double best = 0, searched = 0, rates = 0, right = 0, all = 0, rows = 0;
            foreach (int width in new[] { 1, 8 })
            {
                var decoder = new CtcDecoder(classes, Timesteps, new CtcDecoderOptions { Blank = blank, BeamWidth = width, Scores = logits ? DecoderScores.Logits : DecoderScores.Probabilities });
                for (int row = 0; row < Rows; row++)
                {
                    float[] active = [.. Enumerable.Range(0, s_lengths[row]).Where(t => isActive(row, t)).SelectMany(t => outputs[(((row * Timesteps) + t) * classes)..(((row * Timesteps) + t + 1) * classes)])];
                    if (active.Length == 0)
                    {
                        continue;
                    }

                    int[] said = new int[Timesteps];
                    int count = width == 1 ? decoder.Greedy(active, said) : decoder.BeamSearch(active, said);
                    int distance = EditDistance.Between(said.AsSpan(0, count), labels.Row(row));
                    if (width == 1)
                    {
                        best += weights[row] * distance;
                        rates += (double)weights[row] * distance / Math.Max(labels.Row(row).Length, 1);
                        all += weights[row] * labels.Row(row).Length;
                        rows += weights[row];
                    }
                    else
                    {
                        searched += weights[row] * distance;
                        right += distance == 0 ? weights[row] : 0;
                    }
                }
            }

            Assert.Equal(best / all, rate.Value, 12);
            Assert.Equal(searched / all, beam.Value, 12);
            Assert.Equal(rates / rows, perRow.Value, 12);
            Assert.Equal(right / rows, accuracy.Value, 12);
            Assert.Equal("label_error_rate", perRow.Name);
            var same = new LabelErrorRate { PerRow = true };
            Assert.Equal(trainer.Evaluate(new SequenceDataset<TIn>(inputs, Rows, Timesteps, labels, s_lengths), [same]).Metric, same.Value, 12);
        }
    }

    /// <summary>Each label is a run of its feature, of one to three timesteps, with pauses between: where, the targets do not say.</summary>
    [Fact]
    public void AModelLearnsToSpell()
    {
        const int Count = 160;
        float[] x = new float[Count * Timesteps * 3];
        int[] lengths = new int[Count];
        int[][] rows = new int[Count][];
        var random = new Random(7);
        for (int row = 0; row < Count; row++)
        {
            rows[row] = [.. Enumerable.Range(0, random.Next(3) + 1).Select(_ => random.Next(3) + 1)];
            int t = 0;
            foreach (int label in rows[row])
            {
                t += t > 0 ? 1 : random.Next(2);
                for (int end = Math.Min(t + random.Next(2) + 1, Timesteps); t < end; t++)
                {
                    x[(((row * Timesteps) + t) * 3) + label - 1] = 1f;
                }
            }

            lengths[row] = t;
        }

        var data = new SequenceDataset<float>(x, Count, Timesteps, LabelSequences.FromRows(rows), lengths);
        (SequenceDataset<float> train, SequenceDataset<float> test) = data.Split(0.8, seed: 2);
        Assert.True(train.HasLabels && !train.HasClassIds && train.Targets(0).IsEmpty && train.ClassIds(0).IsEmpty);
        using ModelTrainer<float> trainer = Trainer<float>(Model("Plain"), 16, optimizer: new Adam(0.03f));
        EvaluationResult before = trainer.Evaluate(test);
        TrainingHistory history = trainer.Fit(train, epochs: 25, validation: test);
        EvaluationResult after = trainer.Evaluate(test);
        Assert.Equal("label_error_rate", after.MetricName);
        Assert.Equal(test.Count, after.Elements);
        Assert.True(before.Metric > 0.6 && after.Metric < 0.05 && after.Loss < 0.2 * before.Loss, $"{before} {after}");
        Assert.Equal(after.Metric, history.Epochs[^1].ValidationMetric);
    }

    private static LabelSequences Shifted() => LabelSequences.FromRows([.. s_labels.Select(row => row.Select(label => label + 1).ToArray())]);

    private static float[] Features() => TestRows.Features(Rows * Timesteps * 3, seed: 9);

    private static void Mask(float[] x, int row, int timestep) => x.AsSpan(((row * Timesteps) + timestep) * 3, 3).Fill(0.5f);

    private static CompiledModel Model(string name) => CompiledModel.Create(s_assembly.Value.GetType($"Labelled.{name}", throwOnError: true)!);

    private static ModelTrainer<TIn> Trainer<TIn>(CompiledModel model, int batchSize, int threads = 1, Optimizer? optimizer = null, TrainerOptions? options = null)
        where TIn : unmanaged
    {
        try
        {
            return (ModelTrainer<TIn>)Activator.CreateInstance(
                model.Type.GetNestedType("Trainer")!, model.CreateWeights(seed: 3), optimizer ?? new Sgd(0.1f), batchSize, options ?? new TrainerOptions { Threads = threads })!;
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException!;
        }
    }
}
