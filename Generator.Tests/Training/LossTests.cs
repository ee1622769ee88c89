using System;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class LossTests
{
    /// <summary>Of several outputs each one's targets are checked by its own loss, in its own columns, and the message names it.</summary>
    [Theory]
    [InlineData(0, 1.5f, "output 'speech'")]
    [InlineData(0, float.NaN, "output 'speech'")]
    [InlineData(1, 3f, "output 'classes'")]
    [InlineData(1, -1f, "output 'classes'")]
    [InlineData(1, 0.5f, "output 'classes'")]
    [InlineData(3, float.PositiveInfinity, "output 'values'")]
    public void WrongTargetsOfOneOfSeveralOutputs(int column, float value, string output)
    {
        var heads = new LossHeads([
            new ModelGen.CompilerServices.OutputHead("speech", 0, 1, LossKind.BinaryCrossentropy, false, 0.5),
            new ModelGen.CompilerServices.OutputHead("classes", 1, 3, LossKind.SparseCategoricalCrossentropy, true, 2),
            new ModelGen.CompilerServices.OutputHead("values", 4, 2, LossKind.MeanSquaredError, false, 1),
        ]);
        Assert.Equal(4, heads.TargetWidth);
        float[] targets = [1, 2, -7, 9];
        heads.Check("M", "targets", 3, 1, targets);
        targets[column] = value;
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => heads.Check("M", "targets", 3, 1, targets));
        Assert.Contains($"M: {output}", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    private const double Epsilon = 1e-7;
    private const double Delta = 0.75;

    public static TheoryData<LossKind, bool> ValueLosses() => new()
    {
        { LossKind.CategoricalCrossentropy, true },
        { LossKind.CategoricalCrossentropy, false },
        { LossKind.BinaryCrossentropy, true },
        { LossKind.BinaryCrossentropy, false },
        { LossKind.MeanSquaredError, true },
        { LossKind.MeanAbsoluteError, true },
        { LossKind.Huber, true },
        { LossKind.LogCosh, true },
    };

    [Theory]
    [MemberData(nameof(ValueLosses))]
    public void ValueAndGradientAreThoseOfTheFormula(LossKind kind, bool fromLogits)
    {
        for (int width = 1; width <= 20; width += 3)
        {
            float[] outputs = Outputs(width, fromLogits, seed: width);
            float[] targets = TestRows.Features(width, seed: 100 + width).Select(v => (v + 1f) / 2f).ToArray();
            float[] gradient = new float[width];
            double loss = new LossFunction(kind, fromLogits, delta: Delta).Element(outputs, targets, scale: 0.7, gradient);
            Check(o => Formula(kind, fromLogits, o, targets), outputs, loss, gradient);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ClassIdsAreOneHotTargets(bool fromLogits)
    {
        for (int width = 2; width <= 20; width += 3)
        {
            float[] outputs = Outputs(width, fromLogits, seed: width);
            float[] targets = new float[width];
            int classId = width / 2;
            targets[classId] = 1f;
            float[] gradient = new float[width];
            double loss = new LossFunction(LossKind.SparseCategoricalCrossentropy, fromLogits).Element(outputs, classId, scale: 0.7, gradient);
            Check(o => Formula(LossKind.CategoricalCrossentropy, fromLogits, o, targets), outputs, loss, gradient);
        }
    }

    /// <summary>Smoothed targets are targets, whichever way they are given.</summary>
    [Theory]
    [InlineData(LossKind.SparseCategoricalCrossentropy, true)]
    [InlineData(LossKind.SparseCategoricalCrossentropy, false)]
    [InlineData(LossKind.CategoricalCrossentropy, true)]
    [InlineData(LossKind.CategoricalCrossentropy, false)]
    [InlineData(LossKind.BinaryCrossentropy, true)]
    [InlineData(LossKind.BinaryCrossentropy, false)]
    public void SmoothingSpreadsAShareOfTheTargets(LossKind kind, bool fromLogits)
    {
        // Shares that floats hold exactly.
        const int Width = 4;
        float[] outputs = Outputs(Width, fromLogits, seed: 3);
        float[] targets = [0f, 0f, 1f, 0f];
        double spread = 0.25 / (kind == LossKind.BinaryCrossentropy ? 2 : Width);
        float[] smooth = [.. targets.Select(target => (float)((target * 0.75) + spread))];
        float[] gradient = new float[Width];
        var function = new LossFunction(kind, fromLogits, labelSmoothing: 0.25);
        double loss = function.TakesClassIds ? function.Element(outputs, 2, scale: 0.7, gradient) : function.Element(outputs, targets, scale: 0.7, gradient);
        Check(o => Formula(function.TakesClassIds ? LossKind.CategoricalCrossentropy : kind, fromLogits, o, smooth), outputs, loss, gradient);
    }

    [Fact]
    public void SmallAndGreatErrorsKeepTheirPrecision()
    {
        float[] gradient = new float[1];
        var logCosh = new LossFunction(LossKind.LogCosh, true);
        Assert.Equal(0.5e-8, logCosh.Element([1e-4f], [0f], 1.0, gradient), 0.5e-8 * 1e-6);
        Assert.Equal(1e-4f, gradient[0], 1e-10f);
        Assert.Equal(1e20 - Math.Log(2), logCosh.Element([-1e20f], [0f], 1.0, gradient), 1e13);
        Assert.Equal(-1f, gradient[0]);
        var absolute = new LossFunction(LossKind.MeanAbsoluteError, true);
        Assert.Equal(0.0, absolute.Element([2f], [2f], 1.0, gradient));
        Assert.Equal(0f, gradient[0]);
        Assert.True(double.IsNaN(absolute.Element([float.NaN], [2f], 1.0, gradient)));
        Assert.True(float.IsNaN(gradient[0]));
        Assert.Equal("mean_absolute_error", absolute.MetricName);
    }

    [Fact]
    public void HugeLogitsDoNotOverflow()
    {
        var sparse = new LossFunction(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
        float[] gradient = new float[3];
        Assert.Equal(2e4, sparse.Element([1e4f, -1e4f, 0f], 1, 1.0, gradient));
        Assert.Equal([1f, -1f, 0f], gradient);
        Assert.Equal(0.0, sparse.Element([1e4f, -1e4f, 0f], 0, 1.0, gradient));
        Assert.Equal([0f, 0f, 0f], gradient);

        var categorical = new LossFunction(LossKind.CategoricalCrossentropy, fromLogits: true);
        Assert.Equal(2e4, categorical.Element([1e4f, -1e4f, 0f], [0f, 1f, 0f], 1.0, gradient));
        Assert.Equal([1f, -1f, 0f], gradient);

        var binary = new LossFunction(LossKind.BinaryCrossentropy, fromLogits: true);
        float[] two = new float[2];
        Assert.Equal(5e3, binary.Element([1e4f, -1e4f], [0f, 0f], 1.0, two));
        Assert.Equal([0.5f, 0f], two);
        Assert.Equal(5e3, binary.Element([1e4f, -1e4f], [1f, 1f], 1.0, two));
        Assert.Equal([0f, -0.5f], two);
    }

    [Fact]
    public void ConfidentGradientKeepsItsPrecision()
    {
        // p − 1 at the right class is −e^−20 / (1 + e^−20), far below the spacing of floats near 1.
        float[] gradient = new float[2];
        new LossFunction(LossKind.SparseCategoricalCrossentropy, fromLogits: true).Element([20f, 0f], 0, 1.0, gradient);
        double expected = -Math.Exp(-20) / (1 + Math.Exp(-20));
        Assert.InRange(gradient[0], expected * 1.000001, expected * 0.999999);
    }

    [Fact]
    public void ProbabilitiesAreClippedAsInKeras()
    {
        float[] gradient = new float[2];
        double most = -Math.Log(Epsilon);
        Assert.Equal(most, new LossFunction(LossKind.SparseCategoricalCrossentropy, false).Element([1f, 0f], 1, 1.0, gradient), 12);
        Assert.Equal([0f, 0f], gradient);
        Assert.Equal(most, new LossFunction(LossKind.CategoricalCrossentropy, false).Element([1f, 0f], [0f, 1f], 1.0, gradient), 12);
        Assert.Equal([0f, 0f], gradient);
        Assert.Equal(most, new LossFunction(LossKind.BinaryCrossentropy, false).Element([1f, 0f], [0f, 1f], 1.0, gradient), 8);
        Assert.Equal([0f, 0f], gradient);
    }

    [Fact]
    public void MetricsAreThoseOfTheLoss()
    {
        var sparse = new LossFunction(LossKind.SparseCategoricalCrossentropy, true);
        Assert.Equal("accuracy", sparse.MetricName);
        Assert.Equal(1.0, sparse.Metric([0f, 3f, 3f], 1));
        Assert.Equal(0.0, sparse.Metric([0f, 3f, 3f], 2));
        var categorical = new LossFunction(LossKind.CategoricalCrossentropy, true);
        Assert.Equal("accuracy", categorical.MetricName);
        Assert.Equal(1.0, categorical.Metric([0f, 3f, 2f], [0.2f, 0.6f, 0.2f]));
        Assert.Equal(0.0, categorical.Metric([0f, 3f, 2f], [0.6f, 0.2f, 0.2f]));
        var binary = new LossFunction(LossKind.BinaryCrossentropy, true);
        Assert.Equal("binary_accuracy", binary.MetricName);
        Assert.Equal(0.75, binary.Metric([0.1f, -0.1f, 5f, -5f], [1f, 0f, 1f, 1f]));
        Assert.Equal(0.5, new LossFunction(LossKind.BinaryCrossentropy, false).Metric([0.4f, 0.6f], [1f, 1f]));
        var squared = new LossFunction(LossKind.MeanSquaredError, true);
        Assert.Equal("mean_absolute_error", squared.MetricName);
        Assert.Equal(1.5, squared.Metric([1f, 2f], [2f, 0f]));
    }

    [Fact]
    public void UnknownLossIsRefused() =>
        Assert.Contains("99", Assert.Throws<ArgumentOutOfRangeException>(() => new LossFunction((LossKind)99, true)).Message, StringComparison.Ordinal);

    private static float[] Outputs(int width, bool logits, int seed) =>
        TestRows.Features(width, seed).Select(v => logits ? 3f * v : 0.05f + (0.4f * (v + 1f))).ToArray();

    private static void Check(Func<double[], double> formula, float[] outputs, double loss, float[] gradient)
    {
        double[] at = outputs.Select(o => (double)o).ToArray();
        Assert.Equal(formula(at), loss, 12);
        for (int k = 0; k < outputs.Length; k++)
        {
            const double H = 1e-5;
            double[] up = at.ToArray();
            double[] down = at.ToArray();
            up[k] += H;
            down[k] -= H;
            double expected = 0.7 * (formula(up) - formula(down)) / (2 * H);
            Assert.True(Math.Abs(gradient[k] - expected) <= (1e-6 * Math.Abs(expected)) + 3e-9, $"output {k}: expected {expected}, is {gradient[k]}");
        }
    }

    private static double Formula(LossKind kind, bool fromLogits, double[] outputs, float[] targets)
    {
        int[] all = Enumerable.Range(0, outputs.Length).ToArray();
        switch (kind)
        {
            case LossKind.CategoricalCrossentropy when fromLogits:
                double logSum = Math.Log(outputs.Sum(Math.Exp));
                return -all.Sum(k => targets[k] * (outputs[k] - logSum));
            case LossKind.CategoricalCrossentropy:
                double sum = outputs.Sum();
                return -all.Sum(k => targets[k] * Math.Log(Math.Clamp(outputs[k] / sum, Epsilon, 1 - Epsilon)));
            case LossKind.BinaryCrossentropy:
                double[] p = fromLogits ? outputs.Select(o => 1 / (1 + Math.Exp(-o))).ToArray() : outputs;
                return -all.Average(k => (targets[k] * Math.Log(p[k])) + ((1.0 - targets[k]) * Math.Log(1 - p[k])));
            case LossKind.MeanAbsoluteError:
                return all.Average(k => Math.Abs(outputs[k] - targets[k]));
            case LossKind.Huber:
                return all.Average(k => Math.Abs(outputs[k] - targets[k]) is var e && e <= Delta ? e * e / 2 : Delta * (e - (Delta / 2)));
            case LossKind.LogCosh:
                return all.Average(k => Math.Log(Math.Cosh(outputs[k] - targets[k])));
            default:
                return all.Average(k => (outputs[k] - targets[k]) * (outputs[k] - targets[k]));
        }
    }
}
