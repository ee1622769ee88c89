using System;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class SequenceDatasetTests
{
    [Fact]
    public void RowsAreThoseOfTheArrays()
    {
        float[] x = TestRows.Features(3 * 4 * 2, 1);
        var data = new SequenceDataset<float>(x, 3, 4, new int[] { 5, 6, 7 }, new int[] { 4, 0, 2 }, new float[] { 1f, 2f, 3f });
        Assert.Equal((3, 4, 2, true, false, 1), (data.Count, data.Timesteps, data.Features, data.HasClassIds, data.TargetsPerTimestep, data.TargetWidth));
        Assert.Equal(x[8..16], data.Inputs(1).ToArray());
        Assert.Equal(0, data.LengthOf(1));
        Assert.Equal([7], data.ClassIds(2).ToArray());
        Assert.Equal(0, data.Targets(2).Length);
        Assert.Equal(3f, data.SampleWeight(2));

        var plain = new SequenceDataset<int>(new int[6], 2, 3, TestRows.Features(12, 1), targetsPerTimestep: true);
        Assert.Equal((1, false, true, 2), (plain.Features, plain.HasClassIds, plain.TargetsPerTimestep, plain.TargetWidth));
        Assert.Equal((3, 1f), (plain.LengthOf(1), plain.SampleWeight(1)));
        Assert.Equal(TestRows.Features(12, 1)[6..], plain.Targets(1).ToArray());
        Assert.Equal(0, plain.ClassIds(1).Length);

        var perTimestep = new SequenceDataset<int>(new int[6], 2, 3, new int[] { 0, 1, 2, 3, 4, 5 });
        Assert.True(perTimestep.TargetsPerTimestep);
        Assert.Equal([3, 4, 5], perTimestep.ClassIds(1).ToArray());
    }

    [Fact]
    public void ViewsReferToTheSameRows()
    {
        var data = new SequenceDataset<float>(TestRows.Features(10, 1), 10, 1, Enumerable.Range(0, 10).ToArray());
        Assert.Equal([3, 4, 5], Classes(data.Slice(3, 3)));
        Assert.Equal([5, 3, 5], Classes(data.Slice(3, 3).Select([2, 0, 2])));
        Assert.Equal(data.Inputs(5).ToArray(), data.Slice(3, 3).Inputs(2).ToArray());
        (SequenceDataset<float> first, SequenceDataset<float> second) = data.Split(0.8, seed: 4);
        Assert.Equal((8, 2), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 10), Classes(first).Concat(Classes(second)).Order());
        Assert.NotEqual(Enumerable.Range(0, 8), Classes(first));
        Assert.Equal(Classes(first), Classes(data.Split(0.8, seed: 4).First));
        Assert.NotEqual(Classes(first), Classes(data.Split(0.8, seed: 5).First));
        Assert.Equal((1, 9), (data.Split(0.001).First.Count, data.Split(0.001).Second.Count));
        Assert.Equal((9, 1), (data.Split(0.999).First.Count, data.Split(0.999).Second.Count));
    }

    [Fact]
    public void WrongArraysAreNamed()
    {
        Refused("SequenceDataset: count must be at least 1, it is 0.", () => Create(count: 0));
        Refused("SequenceDataset: timesteps must be at least 1, it is 0.", () => Create(timesteps: 0));
        Refused("SequenceDataset: inputs has 13 entries; expected a multiple of count·timesteps = 2·3 = 6.", () => Create(inputs: new float[13]));
        Refused("SequenceDataset: inputs has 0 entries", () => Create(inputs: []));
        Refused("SequenceDataset: classIds has 3 entries; expected 2 (one per row) or 6 (one per timestep).", () => Create(classIds: new int[3]));
        Refused("SequenceDataset: lengths has 3 entries; expected 2, one per row, or none.", () => Create(lengths: [1, 1, 1]));
        Refused("SequenceDataset: lengths[1] is 4; a length is 0 to 3.", () => Create(lengths: [3, 4]));
        Refused("SequenceDataset: lengths[0] is -1; a length is 0 to 3.", () => Create(lengths: [-1, 3]));
        Refused("SequenceDataset: sampleWeights has 1 entries; expected 2, one per row, 6, one per timestep, or none.", () => Create(weights: [1f]));
        Refused("SequenceDataset: sampleWeights[1] is -0.5; a sample weight is a finite number of at least 0.", () => Create(weights: [1f, -0.5f]));
        Refused("SequenceDataset: sampleWeights[0] is NaN; a sample weight is a finite number of at least 0.", () => Create(weights: [float.NaN, 0f]));
        float[] x = new float[12];
        x[11] = float.NegativeInfinity;
        Refused("SequenceDataset: inputs, row 1, timestep 2, feature 1 is -Infinity; inputs must be finite.", () => Create(inputs: x));
        Assert.Equal(2, Create(inputs: x, lengths: [3, 2]).Count);
        Assert.Throws<NotSupportedException>(() => new SequenceDataset<double>(new double[4], 2, 2, new int[2]));
    }

    [Fact]
    public void WrongTargetsAreNamed()
    {
        static SequenceDataset<float> Values(float[] targets, bool perTimestep, params int[] lengths) =>
            new(new float[6], 2, 3, targets, lengths, targetsPerTimestep: perTimestep);

        Refused("SequenceDataset: targets has 5 entries; expected a multiple of 2, the number of rows.", () => Values(new float[5], false));
        Refused("SequenceDataset: targets has 8 entries; expected a multiple of 6, the number of timesteps.", () => Values(new float[8], true));
        Refused("SequenceDataset: targets has 0 entries", () => Values([], false));
        Refused("SequenceDataset: targets, row 1, output 0 is NaN; targets must be finite.", () => Values([0f, 0f, float.NaN, 0f], false));
        float[] sequence = new float[12];
        sequence[5] = float.PositiveInfinity;
        Refused("SequenceDataset: targets, row 0, timestep 2, output 1 is Infinity; targets must be finite.", () => Values(sequence, true));
        Assert.Equal(2, Values(sequence, true, 2, 3).Count);
        Assert.Equal(2, Values([float.NaN, 0f], false, 0, 3).Count);

        // Id 0 may be a masked timestep.
        Assert.Equal(1, new SequenceDataset<int>(new int[] { 1, 0 }, 1, 2, new float[] { 1f, float.NaN }, targetsPerTimestep: true).Count);
        Refused("row 0, timestep 0", () => new SequenceDataset<int>(new int[] { 1, 0 }, 1, 2, new float[] { float.NaN, 1f }, targetsPerTimestep: true));
    }

    [Fact]
    public void WrongViewsAreNamed()
    {
        SequenceDataset<float> data = Create();
        Refused("SequenceDataset: row 2; the data set has the rows 0 to 1.", () => data.Slice(2, 1));
        Refused("SequenceDataset: 2 rows from row 1 on; the data set has 1 there", () => data.Slice(1, 2));
        Refused("SequenceDataset: 0 rows from row 1 on", () => data.Slice(1, 0));
        Refused("SequenceDataset: row -1; the data set has the rows 0 to 1.", () => data.Select([0, -1]));
        Refused("SequenceDataset: no rows were selected.", () => data.Select([]));
        Refused("SequenceDataset: the fraction must lie between 0 and 1, it is 1.", () => data.Split(1.0));
        Refused("SequenceDataset: the fraction must lie between 0 and 1, it is NaN.", () => data.Split(double.NaN));
        Refused("SequenceDataset: row 2; the data set has the rows 0 to 1.", () => data.LengthOf(2));
        Assert.Throws<InvalidOperationException>(() => data.Slice(0, 1).Split(0.5));
    }

    private static SequenceDataset<float> Create(
        int count = 2, int timesteps = 3, float[]? inputs = null, int[]? classIds = null, int[]? lengths = null, float[]? weights = null) =>
        new(inputs ?? new float[12], count, timesteps, classIds ?? new int[2], lengths, weights);

    private static int[] Classes(SequenceDataset<float> data) =>
        Enumerable.Range(0, data.Count).Select(row => data.ClassIds(row)[0]).ToArray();

    private static void Refused(string message, Func<object> create) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => create()).Message, StringComparison.Ordinal);
}
