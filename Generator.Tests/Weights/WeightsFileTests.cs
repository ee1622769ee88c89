using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests;

public class WeightsFileTests
{
    private static TestWeights Load(WeightLayout layout, byte[] file)
    {
        var weights = new TestWeights(layout);
        weights.LoadFrom(new MemoryStream(file));
        return weights;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(8, 9)]
    [InlineData(5, 40)]
    public void SaveThenLoadGivesTheSameBits(int features, int units)
    {
        WeightLayout layout = new TestLayout().Lstm("lstm", features, units).Dense("dense", units, 2).Build();
        TestWeights weights = TestWeights.Create(layout, 9);
        weights.CopyFrom("dense.bias", [-0f, float.Epsilon]);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "weights.safetensors");
            weights.Save(path);
            var loaded = new TestWeights(layout);
            loaded.LoadFrom(path);
            Assert.Equal(weights.PackedHash(), loaded.PackedHash());
            Assert.Equal(weights.ToFile(), File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AFileIsExactlyTheseBytes()
    {
        const string Header =
            """{"__metadata__":{"format":"modelgen","model":"Tiny"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""";
        Assert.Equal(164, Header.Length);
        byte[] expected = SafeTensorsBytes.File(Header + "    ", SafeTensorsBytes.Data);
        Assert.Equal(expected, new TestWeights(SafeTensorsBytes.Layout).Number().ToFile());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void AnIndependentReaderFindsEveryTensorInAlignedData(int nameLength)
    {
        // The reader of the format's README: eight bytes, json.loads, slices.
        WeightLayout layout = new TestLayout().Lstm("lstm", 2, 3).Matrix(new string('é', nameLength), 2, 3, Initializer.Ones).Build("Ünïcode \"quoted\"");
        TestWeights weights = TestWeights.Create(layout, 4);
        byte[] file = weights.ToFile();
        int headerLength = (int)BitConverter.ToUInt64(file, 0);
        Assert.Equal(0, headerLength % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        Assert.Equal("modelgen", header.RootElement.GetProperty("__metadata__").GetProperty("format").GetString());
        Assert.Equal("Ünïcode \"quoted\"", header.RootElement.GetProperty("__metadata__").GetProperty("model").GetString());
        int end = 0;
        foreach (string name in weights.TensorNames)
        {
            JsonElement entry = header.RootElement.GetProperty(name);
            int[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(e => e.GetInt32())];
            Assert.Equal("F32", entry.GetProperty("dtype").GetString());
            Assert.Equal(weights.ShapeOf(name).ToArray(), entry.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
            Assert.Equal(end, offsets[0]);
            end = offsets[1];
            float[] values = new float[(offsets[1] - offsets[0]) / 4];
            Buffer.BlockCopy(file, 8 + headerLength + offsets[0], values, 0, values.Length * 4);
            Assert.Equal(weights.ToArray(name), values);
        }

        Assert.Equal(file.Length, 8 + headerLength + end);
        Assert.Equal(weights.PackedHash(), Load(layout, file).PackedHash());
    }

    [Fact]
    public void FilesOfTheReferenceWriterAreRead()
    {
        // Header and padding as safetensors' own test_simple.py has them: 60 bytes before alignment came, 64 since.
        const string Header = """{"test":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}""";
        WeightLayout layout = new TestLayout().Matrix("test", 2, 2, Initializer.Zeros).Build();
        byte[] old = [.. Encoding.Latin1.GetBytes("<\0\0\0\0\0\0\0" + Header), .. SafeTensorsBytes.Data.AsSpan(0, 16)];
        byte[] aligned = [.. Encoding.Latin1.GetBytes("@\0\0\0\0\0\0\0" + Header + "    "), .. SafeTensorsBytes.Data.AsSpan(0, 16)];
        Assert.Equal([1f, 2, 3, 4], Load(layout, old).ToArray("test"));
        Assert.Equal([1f, 2, 3, 4], Load(layout, aligned).ToArray("test"));
    }

    [Fact]
    public void EntriesMayStandInAnyOrderWithOrWithoutMetadata()
    {
        const string Header =
            """ "b":{"data_offsets":[0,8],"dtype":"F32","shape":[2]} , "__metadata__":{"format":"pt","note":"x"}, "a":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]} }""";
        TestWeights weights = Load(SafeTensorsBytes.Layout, SafeTensorsBytes.File("{" + Header, SafeTensorsBytes.Data));
        Assert.Equal([1f, 2], weights.ToArray("b"));
        Assert.Equal([3f, 4, 5, 6, 7, 8], weights.ToArray("a"));
    }

    public static TheoryData<string, int, Func<float, byte[]>> Conversions => new()
    {
        { "F64", 8, v => BitConverter.GetBytes((double)v) },
        { "F16", 2, v => BitConverter.GetBytes((Half)v) },
        { "BF16", 2, v => BitConverter.GetBytes(v)[2..] },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void OtherFloatTypesAreConverted(string dataType, int size, Func<float, byte[]> encode)
    {
        string header = SafeTensorsBytes.Header.Replace("F32", dataType, StringComparison.Ordinal)
            .Replace("[0,24]", $"[0,{6 * size}]", StringComparison.Ordinal)
            .Replace("[24,32]", $"[{6 * size},{8 * size}]", StringComparison.Ordinal);
        float[] values = [1, -2, 0.5f, 0, -0.0078125f, 96, 6.103515625e-05f, 1.5f];
        TestWeights weights = Load(SafeTensorsBytes.Layout, SafeTensorsBytes.File(header, [.. values.Select(encode)]));
        Assert.Equal(values[..6], weights.ToArray("a"));
        Assert.Equal(values[6..], weights.ToArray("b"));
    }

    [Fact]
    public void TensorsLargerThanTheReadBufferAndStreamsThatDribbleAreRead()
    {
        WeightLayout layout = new TestLayout().Matrix("w", 150, 300, Initializer.GlorotUniform).Build();
        TestWeights weights = TestWeights.Create(layout, 2);
        var loaded = new TestWeights(layout);
        loaded.LoadFrom(new DribblingStream(weights.ToFile()));
        Assert.Equal(weights.PackedHash(), loaded.PackedHash());
    }

    [Fact]
    public void LoadingReadsFromTheStreamsPositionAndLeavesItOpen()
    {
        var stream = new MemoryStream([1, 2, 3, .. SafeTensorsBytes.Valid]) { Position = 3 };
        var weights = new TestWeights(SafeTensorsBytes.Layout);
        weights.LoadFrom(stream);
        Assert.Equal(new TestWeights(SafeTensorsBytes.Layout).Number().PackedHash(), weights.PackedHash());
        Assert.True(stream.CanRead);
    }
}

/// <summary>A stream that cannot seek and returns a few bytes at a time, as a network stream may.</summary>
internal sealed class DribblingStream(byte[] content, int failAt = int.MaxValue) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position >= failAt)
        {
            throw new IOException("The connection was lost.");
        }

        int count = Math.Min(Math.Min(buffer.Length, 1 + (_position % 7919)), content.Length - _position);
        content.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
