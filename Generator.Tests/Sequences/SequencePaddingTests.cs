using System;
using System.Linq;
using Xunit;
using static ModelGen.Tests.Sequences.SequenceReverseTests;

namespace ModelGen.Tests.Sequences;

public sealed class SequencePaddingTests
{
    private static readonly int[][] s_ragged = [[1], [1, 2], [1, 2, 3]];

    /// <summary>Expected values are those of Keras' own tests of pad_sequences.</summary>
    [Theory]
    [InlineData(3, PadSide.Pre, PadSide.Pre, 0, new[] { 0, 0, 1, 0, 1, 2, 1, 2, 3 })]
    [InlineData(3, PadSide.Post, PadSide.Pre, 0, new[] { 1, 0, 0, 1, 2, 0, 1, 2, 3 })]
    [InlineData(2, PadSide.Pre, PadSide.Pre, 0, new[] { 0, 1, 1, 2, 2, 3 })]
    [InlineData(2, PadSide.Pre, PadSide.Post, 0, new[] { 0, 1, 1, 2, 1, 2 })]
    [InlineData(3, PadSide.Pre, PadSide.Pre, 1, new[] { 1, 1, 1, 1, 1, 2, 1, 2, 3 })]
    public void PadsAsKeras(int timesteps, PadSide padding, PadSide truncating, int value, int[] expected)
        => Assert.Equal(expected, Sequence.Pad(s_ragged, padding, timesteps, truncating, value).Values);

    /// <summary>Keras' tests of vectors per timestep.</summary>
    [Theory]
    [InlineData(3, PadSide.Pre, PadSide.Pre, new[] { 0, 0, 0, 0, 1, 1, 0, 0, 2, 1, 2, 2, 3, 1, 3, 2, 3, 3 })]
    [InlineData(3, PadSide.Post, PadSide.Pre, new[] { 1, 1, 0, 0, 0, 0, 2, 1, 2, 2, 0, 0, 3, 1, 3, 2, 3, 3 })]
    [InlineData(2, PadSide.Pre, PadSide.Pre, new[] { 0, 0, 1, 1, 2, 1, 2, 2, 3, 2, 3, 3 })]
    [InlineData(2, PadSide.Pre, PadSide.Post, new[] { 0, 0, 1, 1, 2, 1, 2, 2, 3, 1, 3, 2 })]
    public void PadsVectorsAsKeras(int timesteps, PadSide padding, PadSide truncating, int[] expected)
    {
        int[][] ragged = [[1, 1], [2, 1, 2, 2], [3, 1, 3, 2, 3, 3]];
        PaddedSequences<int> padded = Sequence.Pad(ragged, padding, timesteps, truncating, features: 2);
        Assert.Equal(expected, padded.Values);
        Assert.Equal([1, 2, timesteps], padded.Lengths);
        Assert.Equal((3, timesteps, 2), (padded.Count, padded.Timesteps, padded.Features));
        Assert.Equal(expected[(2 * timesteps)..(4 * timesteps)], padded.Row(1).ToArray());
    }

    [Fact]
    public void TheLongestSequenceGivesTheTimesteps()
    {
        PaddedSequences<float> padded = Sequence.Pad<float>([[2.5f], [], [1f, 2f, 3f]], PadSide.Post, value: -1f);
        Assert.Equal([2.5f, -1f, -1f, -1f, -1f, -1f, 1f, 2f, 3f], padded.Values);
        Assert.Equal([1, 0, 3], padded.Lengths);
        Assert.Equal((0, 0), (Sequence.Pad<int>([], PadSide.Post).Timesteps, Sequence.Pad<int>([], PadSide.Post).Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => padded.Row(3));
    }

    [Fact]
    public void BucketsAreThoseOfBucketBySequenceLength()
    {
        int[] lengths = [4, 0, 9, 3, 5, 2, 30, 5];
        SequenceBucket[] buckets = Sequence.Bucket(lengths, [3, 5, 7, 9]);
        Assert.Equal([(0, 2, "1,5"), (3, 4, "0,3"), (5, 5, "4,7"), (9, 30, "2,6")], buckets.Select(b => (b.Shortest, b.Longest, string.Join(',', b.Rows))));

        SequenceBucket all = Assert.Single(Sequence.Bucket(lengths, []));
        Assert.Equal((0, 30, 8), (all.Shortest, all.Longest, all.Rows.Length));
        Assert.Empty(Sequence.Bucket([], [4]));
    }

    [Fact]
    public void MasksLengthsAndBackAgain()
    {
        int[] lengths = [2, 0, 3];
        bool[] keep = new bool[9];
        float[] ones = Enumerable.Repeat(float.NaN, 9).ToArray();
        Sequence.Mask(lengths, 3, keep);
        Sequence.Mask<float>(lengths, 3, ones);
        Assert.Equal([true, true, false, false, false, false, true, true, true], keep);
        Assert.Equal([1, 1, 0, 0, 0, 0, 1, 1, 1], ones);

        int[] found = new int[3];
        Sequence.Lengths([7, 0, 3, 0, 0, 0, 0, 0, 0, 5, 0, 0], 4, found);
        Assert.Equal([3, 0, 2], found);
        Sequence.Lengths([-1, 0, -1, -1], 2, found.AsSpan(0, 2), padding: -1);
        Assert.Equal([2, 0, 2], found);
    }

    [Fact]
    public void OneHotVectors()
    {
        float[] output = Enumerable.Repeat(float.NaN, 12).ToArray();
        Sequence.OneHot([2, 0, 1, 2], classes: 3, output);
        Assert.Equal([0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], output);

        // What lies beyond the lengths is not read: 99 is no class.
        output.AsSpan().Fill(float.NaN);
        Sequence.OneHot([2, 99, 1, 0], lengths: [1, 2], timesteps: 2, classes: 3, output);
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0], output);
    }

    [Fact]
    public void MergesUnequalUnitsByConcatenation()
    {
        float[] output = new float[10];
        Sequence.Merge([1, 2, 3, 4, 5, 6], [7, 8, 9, 10], 3, 2, MergeMode.Concat, output);
        Assert.Equal([1, 2, 3, 7, 8, 4, 5, 6, 9, 10], output);

        float[] forward = [1, 2, 3, 4];
        Sequence.Merge(forward, [5, 6, 7, 9], 2, 2, MergeMode.Ave, forward);
        Assert.Equal([3, 4, 5, 6.5f], forward);
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        int[] two = new int[2];
        float[] six = new float[6];
        Refused("Sequence: sequences[1] is null", () => Sequence.Pad<int>([[1], null!], PadSide.Post));
        Refused("Sequence: sequences[0] has 3 elements; expected a multiple of features = 2.", () => Sequence.Pad<int>([[1, 2, 3]], PadSide.Post, features: 2));
        Refused("Sequence: timesteps must be at least 0, it is -1.", () => Sequence.Pad<int>([[1]], PadSide.Post, -1));
        Refused("Sequence: features must be at least 1, it is 0.", () => Sequence.Pad<int>([[1]], PadSide.Post, features: 0));
        Refused("Sequence: 3 rows of 2147483647 timesteps of 2 are 12884901882 elements; an array holds at most 2147483591.", () => Sequence.Pad<int>([[], [], []], PadSide.Post, int.MaxValue, features: 2));
        Refused("Sequence: padding is Pre or Post, not 5.", () => Sequence.Pad<int>([[1]], (PadSide)5));
        Refused("Sequence: truncating is Pre or Post, not 5.", () => Sequence.Pad<int>([[1]], PadSide.Pre, truncating: (PadSide)5));
        Refused("Sequence: row overlaps what is read", () => Sequence.Pad<int>(two, two.AsSpan(), PadSide.Pre));
        Refused("Sequence: boundaries[1] is 3; boundaries ascend, so it must be at least 4.", () => Sequence.Bucket([1], [3, 3]));
        Refused("Sequence: boundaries[0] is 0;", () => Sequence.Bucket([1], [0]));
        Refused("Sequence: row 1 has length -2; a length is at least 0.", () => Sequence.Bucket([1, -2], [3]));
        Refused("Sequence: row 0 has length 4; lengths lie in 0…3", () => Sequence.Mask([4], 3, new bool[3]));
        Refused("Sequence: mask has 3 elements; expected [rows, timesteps] = [2, 2], which is 4.", () => Sequence.Mask([1, 1], 2, new bool[3]));
        Refused("Sequence: ids has 3 elements; expected [rows, timesteps] = [2, 2], which is 4.", () => Sequence.Lengths([1, 2, 3], 2, two));
        Refused("Sequence: ids, row 0, position 1 is 3; the 3 classes are 0…2.", () => Sequence.OneHot([0, 3], 3, six));
        Refused("Sequence: output has 6 elements; expected [rows, timesteps, classes] = [1, 2, 4], which is 8.", () => Sequence.OneHot([0, 3], 4, six));
        Refused("Sequence: forward has 5 elements; expected a multiple of forwardUnits = 2.", () => Sequence.Merge(new float[5], six, 2, 2, MergeMode.Sum, six));
        Refused("Sequence: backward has 5 elements;", () => Sequence.Merge(new float[6], new float[5], 2, 2, MergeMode.Sum, six));
        Refused("Sequence: Sum merges equal units; the forward direction has 3, the backward one 1.", () => Sequence.Merge(new float[6], new float[2], 3, 1, MergeMode.Sum, six));
        Refused("Sequence: output has 6 elements; expected [outputs, forwardUnits + backwardUnits] = [2, 6], which is 12.", () => Sequence.Merge(new float[6], new float[6], 3, 3, MergeMode.Concat, six));
        Refused("Sequence: there is no merge mode 9.", () => Sequence.Merge(new float[6], new float[6], 3, 3, (MergeMode)9, six));
        float[] twelve = new float[12];
        Refused("Sequence: output overlaps what is read", () => Sequence.Merge(twelve.AsSpan(0, 6), six, 3, 3, MergeMode.Concat, twelve));
        Assert.All(six.Concat(twelve), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void SpansAllocateNothing()
    {
        int[] lengths = [3, 1];
        float[] x = new float[12];
        float[] y = new float[24];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            Sequence.Reverse<float>(x, lengths, 3);
            Sequence.Reverse<float>(x, axis: -1, [2, 3, 2]);
            Sequence.Mask<float>(lengths, 3, x.AsSpan(0, 6));
            Sequence.OneHot([0, 1, 0, 1, 0, 1], lengths, 3, 2, x);
            Sequence.Merge(x, x, 2, 2, MergeMode.Concat, y);
            Sequence.Pad(x, y, PadSide.Post);
        }
    }

    [Fact]
    public void ShiftRightIsWhatADecoderReads()
    {
        int[] targets = [5, 6, 2, 9, 7, 2, 9, 9, 8, 8, 8, 2, 9, 9, 9, 9];
        int[] lengths = [3, 2, 4, 0];
        int[] inputs = new int[16];
        int[] expected = [1, 5, 6, 0, 1, 7, 0, 0, 1, 8, 8, 8, 0, 0, 0, 0];
        Sequence.ShiftRight(targets, lengths, startId: 1, inputs);
        Assert.Equal(expected, inputs);
        Sequence.ShiftRight(targets, lengths, startId: 1, targets);
        Assert.Equal(expected, targets);
        Assert.StartsWith("Sequence: inputs has 3 elements; expected [rows, timesteps] = [4, 4], which is 16.", Assert.Throws<ArgumentException>(() => Sequence.ShiftRight(new int[16], lengths, 1, new int[3])).Message);
        Assert.Throws<ArgumentException>(() => Sequence.ShiftRight(new int[15], lengths, 1, new int[15]));
        Assert.Throws<ArgumentException>(() => Sequence.ShiftRight(new int[8], [3, 1], 1, new int[7]));
    }
}
