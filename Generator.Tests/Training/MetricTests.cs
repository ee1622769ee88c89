using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Metrics against their definitions, computed with PyTorch (Fixtures/metrics.py), and over what a trainer evaluates.</summary>
public sealed class MetricTests
{
    private const int Classes = 5, Labels = 3;

    private static readonly Lazy<JsonElement> s_recorded = new(() => JsonDocument.Parse(File.ReadAllBytes(FixturePath())).RootElement);

    [Fact]
    public void TopKPerplexityAndAbsoluteError()
    {
        foreach (int k in new[] { 1, 2, 3 })
        {
            Assert.Equal(Expected("top", $"{k}"), OfClasses(new TopKAccuracy(k)).Value, 12);
        }

        Assert.Equal(Expected("perplexity"), OfClasses(new Perplexity { FromLogits = true }).Value, Expected("perplexity") * 1e-9);
        Assert.Equal(Expected("mean_absolute_error"), OfLabels(new MeanAbsoluteError(), "values").Value, 6);
    }

    [Fact]
    public void ConfusionMatrixCountsWeights()
    {
        ConfusionMatrix matrix = OfClasses(new ConfusionMatrix());
        double[] expected = [.. s_recorded.Value.GetProperty("expected").GetProperty("confusion").EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(Classes, matrix.Classes);
        Assert.Equal(expected, Enumerable.Range(0, Classes * Classes).Select(i => matrix[i / Classes, i % Classes]));
        Assert.Equal(Enumerable.Range(0, Classes).Sum(k => expected[k * (Classes + 1)]) / expected.Sum(), matrix.Value, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, Classes]);
        var binary = new ConfusionMatrix();
        binary.Update([0.7f], [0f]);
        binary.Update([0.2f], [0f], 2);
        Assert.Equal((1.0, 2.0, 0.0), (binary[0, 1], binary[0, 0], binary[1, 1]));
        Assert.Throws<InvalidOperationException>(() => new ConfusionMatrix().Update([0.7f, 0.1f], [0f, 1f]));
    }

    [Theory]
    [InlineData(ScoreAverage.Macro)]
    [InlineData(ScoreAverage.Micro)]
    [InlineData(ScoreAverage.Weighted)]
    public void PrecisionRecallAndF1(ScoreAverage average)
    {
        string name = average.ToString().ToLowerInvariant();
        foreach (bool labels in new[] { false, true })
        {
            foreach (ClassScores scores in new ClassScores[] { new Precision(average), new Recall(average), new F1Score(average) })
            {
                ClassScores filled = labels ? OfLabels(scores, "labels") : OfClasses(scores);
                JsonElement expected = s_recorded.Value.GetProperty("expected").GetProperty(labels ? "labels" : "classes").GetProperty(scores.Name.Split('_')[0]);
                Assert.Equal($"{scores.Name.Split('_')[0]}_{name}", scores.Name);
                Assert.Equal(expected.GetProperty(name).GetDouble(), filled.Value, 6);
                Assert.All(expected.GetProperty("class").EnumerateArray().Index(), own => Assert.Equal(own.Item.GetDouble(), filled.OfClass(own.Index), 6));
            }
        }
    }

    [Fact]
    public void AucIsThatOfAllPairs()
    {
        Auc classes = OfClasses(new Auc { FromLogits = true });
        JsonElement expected = s_recorded.Value.GetProperty("expected");
        Assert.Equal(expected.GetProperty("class_auc").GetProperty("mean").GetDouble(), classes.Value, 9);
        Assert.True(double.IsNaN(classes.OfClass(Classes - 1)));
        Auc labels = OfLabels(new Auc(), "labels");
        Assert.Equal(expected.GetProperty("label_auc").GetProperty("mean").GetDouble(), labels.Value, 9);
        for (int k = 0; k < Labels; k++)
        {
            Assert.Equal(expected.GetProperty("class_auc").GetProperty("class")[k].GetDouble(), classes.OfClass(k), 9);
            Assert.Equal(expected.GetProperty("label_auc").GetProperty("class")[k].GetDouble(), labels.OfClass(k), 9);
        }
    }

    [Fact]
    public void RowsOfLabelsByHand()
    {
        var rate = new LabelErrorRate();
        var perRow = new LabelErrorRate { PerRow = true };
        var accuracy = new SequenceAccuracy();
        Assert.All(new Metric[] { rate, perRow, accuracy }, metric => Assert.True(double.IsNaN(metric.Value)));
        foreach (LabelMetric metric in new LabelMetric[] { rate, perRow, accuracy })
        {
            metric.Update([1, 2, 3], [1, 3]);
            metric.Update([5], [], weight: 2.0);
            metric.Update([4, 4, 4, 4], [4, 4, 4, 4]);
            metric.Update([9], [8], weight: 0.0);
            Assert.Throws<ArgumentOutOfRangeException>("weight", () => metric.Update([1], [2], double.NaN));
            Assert.Throws<InvalidOperationException>(() => metric.Update([0.5f, 0.5f], 1));
            Assert.Throws<InvalidOperationException>(() => metric.Update([0.5f], new[] { 1f }));
        }

        Assert.Equal(3.0 / 6.0, rate.Value);
        Assert.Equal((0.5 + 2.0) / 4.0, perRow.Value);
        Assert.Equal(1.0 / 4.0, accuracy.Value);
        Assert.Throws<ArgumentOutOfRangeException>("BeamWidth", () => new LabelErrorRate { BeamWidth = 0 });
        rate.Reset();
        Assert.True(double.IsNaN(rate.Value));
    }

    [Fact]
    public void NothingIsNotANumberAndWrongUseIsRefused()
    {
        foreach (Metric metric in new Metric[] { new TopKAccuracy(), new Perplexity(), new MeanAbsoluteError(), new ConfusionMatrix(), new F1Score(), new Auc() })
        {
            Assert.True(double.IsNaN(metric.Value), metric.Name);
            Assert.Throws<ArgumentOutOfRangeException>(() => metric.Update([1f, 2f], 0, -1.0));
            Assert.Throws<ArgumentOutOfRangeException>(() => metric.Update([1f, 2f], 2));
            Assert.Throws<ArgumentException>(() => metric.Update([1f, 2f], [1f]));
            metric.Update([1f, 2f], 1, 0.0);
            Assert.True(double.IsNaN(metric.Value), metric.Name);
        }

        Assert.Contains("mean_absolute_error compares outputs with target values", Assert.Throws<InvalidOperationException>(() => new MeanAbsoluteError().Update([1f], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("perplexity compares outputs with a class", Assert.Throws<InvalidOperationException>(() => new Perplexity().Update([1f], [1f])).Message, StringComparison.Ordinal);
        var scores = new F1Score();
        scores.Update([1f, 2f], 1);
        Assert.Contains("3 classes after 2", Assert.Throws<ArgumentException>(() => scores.Update([1f, 2f, 3f], 1)).Message, StringComparison.Ordinal);
        scores.Reset();
        scores.Update([1f, 2f, 3f], 1);
        Assert.Equal(3, scores.Classes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKAccuracy(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EvaluateLeavesOutWhatIsMaskedOrPaddedAndWeightsRows(bool reversed)
    {
        DenseModel model = DenseModel.OfIds(9, 4, 3, sequences: true, maskZero: true, reversed: reversed);
        using var trainer = new DenseTrainer<int>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 16, new TrainerOptions { Threads = 2 });
        const int Rows = 37;
        int[] ids = TestRows.Integers(Rows * 4, 9, 1);
        int[] lengths = TestRows.Integers(Rows, 5, 2);
        int[] classes = TestRows.Integers(Rows * 4, 3, 3);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 4 * 0.5f)];
        var expected = new Metric[] { new TopKAccuracy(2), new F1Score(), new ConfusionMatrix(), new Auc { FromLogits = true }, new Perplexity { FromLogits = true } };
        for (int row = 0; row < Rows; row++)
        {
            float[] outputs = trainer.ComputeGradients(ids.AsSpan(row * 4, 4), [lengths[row]], classes.AsSpan(row * 4, 4)).Outputs;
            for (int t = 0; t < 4; t++)
            {
                int inputTimestep = reversed ? lengths[row] - 1 - t : t;
                if (t >= lengths[row] || ids[(row * 4) + inputTimestep] == 0)
                {
                    classes[(row * 4) + t] = 99;
                    continue;
                }

                Array.ForEach(expected, metric => metric.Update(outputs.AsSpan(t * 3, 3), classes[(row * 4) + t], weights[row]));
            }
        }

        var data = new SequenceDataset<int>(ids, Rows, 4, classes, lengths, weights);
        Metric[] metrics = [new TopKAccuracy(2), new F1Score(), new ConfusionMatrix(), new Auc(), new Perplexity()];
        metrics[0].Update([1f, 2f, 3f], 0);
        Assert.Equal(trainer.Evaluate(data), trainer.Evaluate(data, metrics));
        Assert.Equal(expected.Select(m => m.Value), metrics.Select(m => m.Value));
        var error = Assert.Throws<ArgumentException>(() => trainer.Evaluate(data, [new F1Score { Output = "tags" }]));
        Assert.Contains("Dense: f1_macro measures the output 'tags'", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => trainer.Evaluate(data, [metrics[0], metrics[1], metrics[0]]));
        Assert.StartsWith("Dense: the TopKAccuracy is there twice, and would count everything twice.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOutputOfAModelCanBeMeasured()
    {
        Assembly assembly = TestModelFactory.CompileAssembly(
            """
            using ModelGen;
            namespace Measured;

            /// <summary>Three outputs.</summary>
            [Model(Features = 2, MaxTimesteps = 3)]
            [Lstm(4)]
            [Dense(3, Name = "kind", Activation = Activation.Softmax, Output = true)]
            [Dense(2, Name = "labels", From = "lstm", Output = true)]
            [Dense(1, Name = "size", From = "lstm", Output = true)]
            [Loss(LossKind.SparseCategoricalCrossentropy, Output = "kind")]
            [Loss(LossKind.BinaryCrossentropy, FromLogits = true, Output = "labels")]
            [Loss(LossKind.MeanSquaredError, Output = "size")]
            public sealed partial class Three;
            """);
        CompiledModel model = CompiledModel.Create(assembly.GetType("Measured.Three", throwOnError: true)!);
        using var trainer = (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, model.CreateWeights(3), new Sgd(0.1f), 8, null)!;
        const int Rows = 20;
        float[] x = TestRows.Features(Rows * 6, 1);
        float[] targets = [.. Enumerable.Range(0, Rows).SelectMany(r => new[] { r % 3, r % 2, r / 2 % 2, r * 0.1f })];
        var kind = new ConfusionMatrix();
        var labels = new F1Score { Output = "labels" };
        var size = new MeanAbsoluteError { Output = "size" };
        trainer.Evaluate(new SequenceDataset<float>(x, Rows, 3, targets), [kind, labels, size]);
        var ownKind = new ConfusionMatrix();
        var ownLabels = new F1Score { FromLogits = true };
        var ownSize = new MeanAbsoluteError();
        for (int row = 0; row < Rows; row++)
        {
            float[] outputs = trainer.ComputeGradients(x.AsSpan(row * 6, 6), [], targets.AsSpan(row * 4, 4)).Outputs;
            ownKind.Update(outputs.AsSpan(0, 3), row % 3);
            ownLabels.Update(outputs.AsSpan(3, 2), targets.AsSpan((row * 4) + 1, 2));
            ownSize.Update(outputs.AsSpan(5, 1), targets.AsSpan((row * 4) + 3, 1));
        }

        Assert.Equal((ownKind.Value, ownLabels.Value, ownSize.Value), (kind.Value, labels.Value, size.Value));
        Assert.Equal(7.0, kind[0, 0] + kind[0, 1] + kind[0, 2]);
    }

    private static T OfClasses<T>(T metric)
        where T : Metric
    {
        float[] logits = Floats("logits");
        float[] weights = Floats("weights");
        int[] classes = [.. s_recorded.Value.GetProperty("classes").EnumerateArray().Select(v => v.GetInt32())];
        for (int i = 0; i < classes.Length; i++)
        {
            metric.Update(logits.AsSpan(i * Classes, Classes), classes[i], weights[i]);
        }

        return metric;
    }

    private static T OfLabels<T>(T metric, string targets)
        where T : Metric
    {
        float[] outputs = Floats("probabilities");
        float[] expected = Floats(targets);
        float[] weights = Floats("weights");
        for (int i = 0; i < weights.Length; i++)
        {
            metric.Update(outputs.AsSpan(i * Labels, Labels), expected.AsSpan(i * Labels, Labels), weights[i]);
        }

        return metric;
    }

    private static double Expected(params string[] path) => path.Aggregate(s_recorded.Value.GetProperty("expected"), (element, name) => element.GetProperty(name)).GetDouble();

    private static float[] Floats(string name) => [.. s_recorded.Value.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    private static string FixturePath([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Fixtures", "metrics.json");
}
