using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text;
using ModelGen.CompilerServices;

namespace ModelGen.Tests;

/// <summary>Safetensors files put together byte by byte, without the code under test.</summary>
internal static class SafeTensorsBytes
{
    /// <summary>The model that the files of these tests are read into: a [2, 3], b [2].</summary>
    public static WeightLayout Layout { get; } = new TestLayout().Matrix("a", 2, 3, Initializer.GlorotUniform).Vector("b", 2).Build("Tiny");

    public const string Header =
        """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""";

    /// <summary>a = 1 … 6, b = 7, 8.</summary>
    public static byte[] Data { get; } = [.. Enumerable.Range(1, 8).SelectMany(i => BitConverter.GetBytes((float)i))];

    public static byte[] Valid { get; } = File(Header, Data);

    public static byte[] File(string header, params byte[][] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, params byte[][] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data.SelectMany(d => d)];
    }
}
