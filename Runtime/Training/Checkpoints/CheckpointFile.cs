using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelGen.CompilerServices;

/// <summary>
/// The file of a checkpoint, little-endian: the eight bytes <c>MGCHKPT1</c>, the file's length (8 bytes), the number of entries (4); for each
/// entry the length of its name (2), the name in UTF-8, its kind (1: c, f, d or l), the number of values (4), and the values; at the end the
/// CRC-32C of all before.
/// </summary>
internal static class CheckpointFile
{
    private const int HeadLength = 20;
    private const int ChecksumLength = 4;

    private static ReadOnlySpan<byte> Magic => "MGCHKPT1"u8;

    public static void Write(IReadOnlyDictionary<string, Array> entries, Stream stream)
    {
        long length = HeadLength + ChecksumLength;
        foreach ((string name, Array values) in entries)
        {
            length += 2 + Encoding.UTF8.GetByteCount(name) + 1 + 4 + Buffer.ByteLength(values);
        }

        Span<byte> head = stackalloc byte[HeadLength];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], entries.Count);
        uint checksum = Put(stream, head, Crc32C.Start);
        Span<byte> number = stackalloc byte[4];
        foreach ((string name, Array values) in entries)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteUInt16LittleEndian(number, checked((ushort)utf8.Length));
            checksum = Put(stream, number[..2], checksum);
            checksum = Put(stream, utf8, checksum);
            checksum = Put(stream, [KindOf(values)], checksum);
            BinaryPrimitives.WriteInt32LittleEndian(number, values.Length);
            checksum = Put(stream, number, checksum);
            checksum = Put(stream, LittleEndian(values), checksum);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(number, Crc32C.Finish(checksum));
        stream.Write(number);
    }

    /// <exception cref="CheckpointException">The file is not a whole checkpoint.</exception>
    public static Dictionary<string, Array> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        var reader = new Reader(stream, path);
        Span<byte> head = stackalloc byte[HeadLength];
        if (stream.Length < HeadLength + ChecksumLength)
        {
            throw new CheckpointException($"{path}: it has {stream.Length} bytes, fewer than any checkpoint. It was cut off, or is another kind of file.");
        }

        reader.Take(head);
        if (!head[..8].SequenceEqual(Magic))
        {
            throw new CheckpointException($"{path}: it is not a checkpoint; those start with '{Encoding.ASCII.GetString(Magic)}'.");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
        if (length != stream.Length)
        {
            throw new CheckpointException($"{path}: it has {stream.Length} bytes, and says that it has {length}. It was cut off, or something was added.");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);
        var entries = new Dictionary<string, Array>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            (string name, Array values) = reader.Entry();
            if (!entries.TryAdd(name, values))
            {
                throw new CheckpointException($"{path}: it is damaged: {name} is there twice.");
            }
        }

        reader.Finish();
        return entries;
    }

    private static uint Put(Stream stream, ReadOnlySpan<byte> bytes, uint checksum)
    {
        stream.Write(bytes);
        return Crc32C.Add(checksum, bytes);
    }

    private static byte KindOf(Array values) => values switch
    {
        char[] => (byte)'c',
        float[] => (byte)'f',
        double[] => (byte)'d',
        _ => (byte)'l',
    };

    private static Span<byte> Bytes(Array values) => values switch
    {
        char[] chars => MemoryMarshal.AsBytes(chars.AsSpan()),
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        _ => MemoryMarshal.AsBytes(((long[])values).AsSpan()),
    };

    private static ReadOnlySpan<byte> LittleEndian(Array values)
    {
        if (BitConverter.IsLittleEndian || values.Length == 0)
        {
            return Bytes(values);
        }

        var copy = (Array)values.Clone();
        Swap(copy);
        return Bytes(copy);
    }

    private static void Swap(Array values)
    {
        Span<byte> bytes = Bytes(values);
        int size = bytes.Length / Math.Max(values.Length, 1);
        for (int i = 0; i < bytes.Length; i += size)
        {
            bytes.Slice(i, size).Reverse();
        }
    }

    /// <summary>Reads no further than the file goes, and allocates nothing that the file is too short for.</summary>
    private sealed class Reader(Stream stream, string path)
    {
        private readonly long _end = stream.Length - ChecksumLength;
        private uint _checksum = Crc32C.Start;

        public void Take(Span<byte> bytes)
        {
            if (bytes.Length > _end - stream.Position)
            {
                throw Damaged("an entry goes beyond the end");
            }

            stream.ReadExactly(bytes);
            _checksum = Crc32C.Add(_checksum, bytes);
        }

        public (string Name, Array Values) Entry()
        {
            Span<byte> number = stackalloc byte[4];
            Take(number[..2]);
            Span<byte> utf8 = new byte[BinaryPrimitives.ReadUInt16LittleEndian(number)];
            Take(utf8);
            string name = Encoding.UTF8.GetString(utf8);
            Take(number[..1]);
            char kind = (char)number[0];
            Take(number);
            int count = BinaryPrimitives.ReadInt32LittleEndian(number);
            int size = kind switch { 'c' => 2, 'f' => 4, 'd' or 'l' => 8, _ => throw Damaged($"{name} is of no known kind") };
            if (count < 0 || (long)count * size > _end - stream.Position)
            {
                throw Damaged($"{name} has {count} values, more than the file holds");
            }

            Array values = kind switch { 'c' => new char[count], 'f' => new float[count], 'd' => new double[count], _ => new long[count] };
            Take(Bytes(values));
            if (!BitConverter.IsLittleEndian)
            {
                Swap(values);
            }

            return (name, values);
        }

        public void Finish()
        {
            if (stream.Position != _end)
            {
                throw Damaged("there are bytes after the last entry");
            }

            Span<byte> number = stackalloc byte[4];
            stream.ReadExactly(number);
            if (BinaryPrimitives.ReadUInt32LittleEndian(number) != Crc32C.Finish(_checksum))
            {
                throw Damaged("its checksum is wrong");
            }
        }

        private CheckpointException Damaged(string how) => new($"{path}: it is damaged: {how}.");
    }
}
