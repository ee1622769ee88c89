using System;
using System.Linq;
using System.Runtime.CompilerServices;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests;

public class PackingTests
{
    /// <summary>The address of one element, straight from the formula in TensorLayout's documentation.</summary>
    private static int Address(TensorLayout tensor, int row, int gate, int unit)
    {
        PanelLayout panel = tensor.Panels.Single(p => p.FirstUnit <= unit && unit < p.FirstUnit + p.Width && p.FirstGate <= gate && gate < p.FirstGate + p.Gates);
        return panel.Offset + ((tensor.FirstRow + row) * panel.Gates * panel.Width) + ((gate - panel.FirstGate) * panel.Width) + (unit - panel.FirstUnit);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(3, 8)]
    [InlineData(5, 9)]
    [InlineData(2, 16)]
    [InlineData(7, 20)]
    [InlineData(11, 24)]
    [InlineData(4, 40)]
    public void EveryElementLiesWhereTheFormulaSaysAndPaddingIsZero(int features, int units)
    {
        WeightLayout layout = new TestLayout().Dense("first", features, units).Lstm("lstm", features, units).Gru("gru", features, units).Dense("dense", units, features).Build();
        TestWeights weights = new TestWeights(layout).Number();

        float[] expected = new float[layout.PackedLength];
        float next = 1;
        foreach (TensorLayout tensor in layout.Tensors)
        {
            for (int row = 0; row < tensor.Rows; row++)
            {
                for (int gate = 0; gate < tensor.Gates; gate++)
                {
                    for (int unit = 0; unit < tensor.Units; unit++)
                    {
                        ref float place = ref expected[Address(tensor, row, gate, unit)];
                        Assert.Equal(0, place);
                        place = next++;
                    }
                }
            }
        }

        Assert.Equal(expected, weights.Packed.Span.ToArray());
        Assert.Equal(weights.ParameterCount, (int)next - 1);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 9)]
    [InlineData(2, 40)]
    public void ToArrayReturnsWhatCopyFromTook(int features, int units)
    {
        TestWeights weights = new TestWeights(new TestLayout().Lstm("lstm", features, units).Build()).Number();
        Assert.Equal(Enumerable.Range(1, features * 4 * units).Select(i => (float)i), weights.ToArray("lstm.kernel"));

        float[] bias = new float[4 * units];
        weights.CopyTo("lstm.bias", bias);
        Assert.Equal(Enumerable.Range((4 * units * (features + units)) + 1, 4 * units).Select(i => (float)i), bias);
    }

    [Fact]
    public void NamesShapesAndCountAreTheLogicalOnes()
    {
        var weights = new TestWeights(new TestLayout().Lstm("lstm", 3, 5).Dense("dense", 5, 2).Build("Reader"));
        Assert.Equal("Reader", weights.ModelName);
        Assert.Equal(["lstm.kernel", "lstm.recurrent_kernel", "lstm.bias", "dense.kernel", "dense.bias"], weights.TensorNames);
        Assert.Equal([5, 20], weights.ShapeOf("lstm.recurrent_kernel").ToArray());
        Assert.Equal(100, weights.LengthOf("lstm.recurrent_kernel"));
        Assert.Equal((4 * 5 * (1 + 3 + 5)) + (6 * 2), weights.ParameterCount);
    }

    [Fact]
    public void WrongNamesAndLengthsAreRefusedAndNothingChanges()
    {
        TestWeights weights = new TestWeights(new TestLayout().Lstm("lstm", 3, 5).Build("Reader")).Number();
        string before = weights.PackedHash();

        var unknown = Assert.Throws<ArgumentException>(() => weights.ToArray("lstm.weight"));
        Assert.StartsWith("Reader has no tensor 'lstm.weight'. Its tensors are lstm.kernel, lstm.recurrent_kernel, lstm.bias.", unknown.Message);
        var shorter = Assert.Throws<ArgumentException>(() => weights.CopyFrom("lstm.kernel", new float[59]));
        Assert.StartsWith("Reader: lstm.kernel has 60 elements (shape [3, 20]), the span has 59.", shorter.Message);
        var longer = Assert.Throws<ArgumentException>(() => weights.CopyTo("lstm.bias", new float[21]));
        Assert.StartsWith("Reader: lstm.bias has 20 elements (shape [20]), the span has 21.", longer.Message);
        Assert.Equal(before, weights.PackedHash());

        TensorLayout kernel = weights.PackedLayout.Tensors[0];
        Assert.Throws<ArgumentException>(() => WeightPacking.Pack(kernel, new float[61], new float[weights.Packed.Length]));
        Assert.Throws<ArgumentException>(() => WeightPacking.Unpack(kernel, new float[weights.Packed.Length], new float[59]));
    }

    [Fact]
    public void CloneIsIndependentAndCopyFromTakesEveryValue()
    {
        WeightLayout layout = new TestLayout().Lstm("lstm", 3, 5).Build("Reader");
        TestWeights weights = TestWeights.Create(layout, 1);
        TestWeights clone = weights.Clone();
        Assert.Equal(weights.PackedHash(), clone.PackedHash());

        clone.Number();
        Assert.NotEqual(weights.PackedHash(), clone.PackedHash());
        Assert.Equal(TestWeights.Create(layout, 1).PackedHash(), weights.PackedHash());
        Assert.Equal((nuint)0, AddressOf(clone) % 64);

        weights.CopyFrom(clone);
        Assert.Equal(clone.PackedHash(), weights.PackedHash());

        var other = new TestWeights(new TestLayout().Lstm("lstm", 3, 5).Build("Writer"));
        var error = Assert.Throws<ArgumentException>(() => other.CopyFrom(weights));
        Assert.StartsWith("Writer: these weights cannot take the values of Reader's.", error.Message);
    }

    private static unsafe nuint AddressOf(ModelWeights weights) => (nuint)Unsafe.AsPointer(ref weights.Packed.Reference);
}
