using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>The CTC loss of one row: against PyTorch (Fixtures/ctc.py), against all paths one by one, and its gradient against differences.</summary>
public sealed class CtcLossTests
{
    private static readonly Lazy<JsonDocument> s_recorded = new(() => JsonDocument.Parse(File.ReadAllBytes(FixturePath())));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 14)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossAndGradientArePyTorchs(int index)
    {
        JsonElement recorded = s_recorded.Value.RootElement.GetProperty("cases")[index];
        int timesteps = recorded.GetProperty("timesteps").GetInt32();
        int classes = recorded.GetProperty("classes").GetInt32();
        int[] labels = [.. recorded.GetProperty("labels").EnumerateArray().Select(v => v.GetInt32())];
        float[] logits = [.. recorded.GetProperty("logits").EnumerateArray().Select(v => v.GetSingle())];
        double[] expected = [.. recorded.GetProperty("gradient").EnumerateArray().Select(v => v.GetDouble())];
        if (CtcLattice.FewestTimesteps(labels) > timesteps)
        {
            // The trainer leaves such a row out, which is what PyTorch's zero_infinity does.
            Assert.Equal(0, recorded.GetProperty("loss").GetDouble());
            Assert.All(expected, value => Assert.Equal(0, value));
            return;
        }

        float[] gradient = new float[logits.Length];
        CtcLattice lattice = Lattice(timesteps, labels.Length + 2, classes, recorded.GetProperty("blank").GetInt32(), fromLogits: true);
        double loss = lattice.Loss(logits, labels, 1.0, gradient);
        Assert.Equal(recorded.GetProperty("loss").GetDouble(), loss, 1e-10 * loss);
        Assert.Equal(loss, Lattice(timesteps, labels.Length, classes, recorded.GetProperty("blank").GetInt32(), fromLogits: true).Loss(logits, labels, 1.0, gradient: default));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - gradient[i]) <= (1e-6 * Math.Abs(expected[i])) + 1e-9, $"{i}: PyTorch {expected[i]:R}, here {gradient[i]:R}");
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    public void TheLossIsTheSumOfAllPaths(bool fromLogits, int blank)
    {
        const int Timesteps = 5, Classes = 3;
        float[] outputs = Outputs(Timesteps * Classes, fromLogits, seed: 3);
        int one = blank == 0 ? 1 : 0;
        int two = blank == 2 ? 1 : 2;
        foreach (int[] labels in (int[][])[[], [one], [one, one], [two, one], [one, two, one], [two, two, one]])
        {
            double[] values = Array.ConvertAll(outputs, v => (double)v);
            Func<double[], double> loss = o => -Math.Log(Paths(o, Timesteps, Classes, blank, fromLogits)[Key(labels)]);
            float[] gradient = new float[outputs.Length];
            CtcLattice lattice = Lattice(Timesteps, 3, Classes, blank, fromLogits);
            Assert.Equal(loss(values), lattice.Loss(outputs, labels, 1.0, gradient), 1e-10);
            GradientCheckResult check = GradientCheck.Run("ctc", values, Array.ConvertAll(gradient, g => (double)g), loss);
            Assert.True(check.Passed, check.ToString());
        }
    }

    /// <summary>Timesteps that are not added take no part, and get no gradient.</summary>
    [Fact]
    public void OnlyTheTimestepsThatCountTakePart()
    {
        float[] outputs = Outputs(4 * 3, logits: true, seed: 5);
        float[] with = [.. outputs[..6], 9f, float.NaN, -7f, .. outputs[6..]];
        float[] expected = new float[12];
        float[] gradient = new float[15];
        CtcLattice whole = Lattice(4, 2, 3, 0, fromLogits: true);
        CtcLattice left = new(timesteps: 5, labels: 2, classes: 3, blank: 0, fromLogits: true);
        foreach (int timestep in (int[])[0, 1, 3, 4])
        {
            left.Add(timestep);
        }

        Assert.Equal(whole.Loss(outputs, [1, 2], 0.5, expected), left.Loss(with, [1, 2], 0.5, gradient));
        Assert.Equal([.. expected[..6], 0, 0, 0, .. expected[6..]], gradient);
        Assert.Equal(whole.LabelErrors(outputs, [1, 2]), left.LabelErrors(with, [1, 2]));
    }

    /// <summary>Probabilities too small for a double, as products of hundreds of timesteps are, and logits far apart.</summary>
    [Fact]
    public void LongRowsDoNotUnderflow()
    {
        const int Timesteps = 300;
        float[] outputs = new float[Timesteps * 2];
        for (int t = 0; t < Timesteps; t++)
        {
            outputs[t * 2] = 80f;
        }

        // Every path of 150 labels has them at half of the timesteps, each e^−80 times as likely as the blank; there is one in which all are apart
        // and are followed by a blank, and as many others as a label can come later.
        float[] gradient = new float[outputs.Length];
        int[] labels = [.. Enumerable.Repeat(1, 150)];
        double loss = Lattice(Timesteps, 150, 2, 0, fromLogits: true).Loss(outputs, labels, 1.0, gradient);
        Assert.Equal((150 * 80.0) - Math.Log(151), loss, 1e-6);
        Assert.Equal(-150.0, gradient.Where((_, i) => i % 2 == 1).Sum(g => (double)g), 1e-3);

        Assert.Equal(2e4, Lattice(2, 1, 2, 0, fromLogits: true).Loss([1e4f, -1e4f, 0f, 1e4f], [1], 1.0, new float[4]) + 2e4, 1e-9);
    }

    [Fact]
    public void LabelErrorsAreEditDistancesOfTheBestPath()
    {
        CtcLattice lattice = Lattice(6, 5, 4, 0, fromLogits: true);
        float[] outputs = OneHot([1, 1, 0, 1, 3, 3], 4);
        Assert.Equal(0.0, lattice.LabelErrors(outputs, [1, 1, 3]));
        Assert.Equal(1.0 / 2, lattice.LabelErrors(outputs, [1, 3]));
        Assert.Equal(2.0 / 5, lattice.LabelErrors(outputs, [1, 2, 1, 2, 3]));
        Assert.Equal(3.0, lattice.LabelErrors(outputs, []));
        Assert.Equal(3.0, lattice.LabelErrors(outputs, [2]));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("abcdef", "abcdef", 0)]
    [InlineData("ab", "ba", 2)]
    public void EditDistances(string first, string second, int expected)
    {
        int[] a = [.. first.Select(c => (int)c)];
        int[] b = [.. second.Select(c => (int)c)];
        Assert.Equal(expected, EditDistance.Between(a, b));
        Assert.Equal(expected, EditDistance.Between(b, a, new int[a.Length + 1]));
        Assert.Contains($"expected at least second.Length + 1 = {b.Length + 1}", Assert.Throws<ArgumentException>(() => EditDistance.Between(a, b, new int[b.Length])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelSequencesSayWhatDoesNotFit()
    {
        LabelSequences labels = LabelSequences.FromRows([[3, 1], [], [2]]);
        Assert.Equal((3, 2), (labels.Count, labels.Room));
        Assert.Equal([3, 1], labels.Row(0).ToArray());
        Assert.Equal([], labels.Row(1).ToArray());
        Assert.Equal([2], labels.Row(2).ToArray());
        Assert.Contains("there are 3 rows", Assert.Throws<ArgumentOutOfRangeException>(() => labels.Row(3).Length).Message, StringComparison.Ordinal);
        Assert.Contains("labels has 5 entries for 2 rows", Assert.Throws<ArgumentException>(() => new LabelSequences(new int[5], new int[2])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => LabelSequences.FromRows([])).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 has 3 labels; there is room for 0 to 2", Assert.Throws<ArgumentException>(() => new LabelSequences(new int[4], new int[] { 1, 3 })).Message, StringComparison.Ordinal);
    }

    /// <summary>The probability of every labelling, from all paths one by one.</summary>
    internal static Dictionary<string, double> Paths(double[] outputs, int timesteps, int classes, int blank, bool fromLogits)
    {
        var sums = new Dictionary<string, double>();
        int paths = (int)Math.Pow(classes, timesteps);
        for (int path = 0; path < paths; path++)
        {
            double probability = 1;
            var labels = new List<int>();
            int previous = blank;
            for (int t = 0, rest = path; t < timesteps; t++, rest /= classes)
            {
                int symbol = rest % classes;
                double[] own = outputs[(t * classes)..((t + 1) * classes)];
                probability *= fromLogits ? Math.Exp(own[symbol]) / own.Sum(Math.Exp) : own[symbol] / own.Sum();
                if (symbol != previous && symbol != blank)
                {
                    labels.Add(symbol);
                }

                previous = symbol;
            }

            string key = Key(labels);
            sums[key] = sums.GetValueOrDefault(key) + probability;
        }

        return sums;
    }

    internal static string Key(IEnumerable<int> labels) => string.Join(' ', labels);

    internal static float[] OneHot(int[] path, int classes)
    {
        float[] outputs = new float[path.Length * classes];
        for (int t = 0; t < path.Length; t++)
        {
            outputs[(t * classes) + path[t]] = 1f;
        }

        return outputs;
    }

    private static CtcLattice Lattice(int timesteps, int labels, int classes, int blank, bool fromLogits)
    {
        var lattice = new CtcLattice(timesteps, labels, classes, blank, fromLogits);
        for (int t = 0; t < timesteps; t++)
        {
            lattice.Add(t);
        }

        return lattice;
    }

    private static float[] Outputs(int count, bool logits, int seed) => [.. TestRows.Features(count, seed).Select(v => logits ? 3f * v : 0.05f + (0.4f * (v + 1f)))];

    private static string FixturePath([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Fixtures", "ctc.json");
}
