using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelGen.CompilerServices;

/// <summary>
/// A file of rows, little-endian. The head, 80 bytes: <c>MGROWS01</c>; 10 integers of 4 bytes (inputs: 0 features, 1 ids; Features, Timesteps, kind of targets,
/// TargetWidth, TargetsPerTimestep, TargetTimesteps, LabelRoom, kind of weights, 0); 3 of 8 bytes (number of rows, offset of the index, length of the file); the
/// CRC-32C of the index, and that of the 76 bytes before it. Then the rows, then the index: the offset of each row, 8 bytes each.
/// A row: its length; the number of its labels where targets are labels; its weights; its inputs, without padding; its targets; all of 4 bytes; the CRC-32C of these.
/// </summary>
internal readonly struct SequenceFileLayout(SequenceFormat format, bool ids)
{
    public const int HeadLength = 80;
    public const int ChecksumLength = 4;
    private const int Fields = 10;

    public static ReadOnlySpan<byte> Magic => "MGROWS01"u8;

    /// <summary>Bytes of a row.</summary>
    public long RowLength(int length, int labels)
        => 4L + (format.Targets == TargetKind.Labels ? 4 : 0) + ChecksumLength
            + (4L * (format.WeightsOf(length) + ((long)length * format.Features) + TargetsOf(length) + labels));

    /// <summary>The fewest bytes of a row, that of no timesteps.</summary>
    public long ShortestRow => RowLength(0, 0);

    /// <summary>Bytes that each timestep adds to a row.</summary>
    public long TimestepLength
        => 4L * (format.Features
            + (format.SampleWeights == SampleWeightKind.Timesteps && format.TargetTimesteps == 0 ? 1 : 0)
            + (format is { TargetsPerTimestep: true, TargetTimesteps: 0 } and not { Targets: TargetKind.Labels } ? (long)format.TargetWidth : 0));

    public void WriteHead(Span<byte> head, long rows, long index, long length, uint indexChecksum)
    {
        Magic.CopyTo(head);
        ReadOnlySpan<int> fields =
        [
            ids ? 1 : 0, format.Features, format.Timesteps, (int)format.Targets, format.TargetWidth, format.TargetsPerTimestep ? 1 : 0,
            format.TargetTimesteps, format.LabelRoom, (int)format.SampleWeights, 0,
        ];
        for (int i = 0; i < Fields; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head[(8 + (4 * i))..], fields[i]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(head[48..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(head[56..], index);
        BinaryPrimitives.WriteInt64LittleEndian(head[64..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[72..], indexChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(head[76..], Crc32C.Of(head[..76]));
    }

    /// <summary>Reads the head of a file, and refuses what does not fit together.</summary>
    /// <exception cref="SequenceSourceException">It is not the head of such a file.</exception>
    public static SequenceFormat ReadHead(ReadOnlySpan<byte> head, string path, long actualLength, bool ids, out long rows, out long index, out uint indexChecksum)
    {
        if (!head[..8].SequenceEqual(Magic))
        {
            throw new SequenceSourceException($"{path}: it is not a file of rows; those start with '{Encoding.ASCII.GetString(Magic)}'. SequenceFileWriter writes them.");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(head[64..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[76..]) != Crc32C.Of(head[..76]))
        {
            throw Damaged(path, "the checksum of its head is wrong");
        }

        if (length != actualLength)
        {
            throw new SequenceSourceException($"{path}: it has {actualLength} bytes, and says that it has {length}. It was cut off, or something was added; write or copy it again.");
        }

        Span<int> fields = stackalloc int[Fields];
        for (int i = 0; i < Fields; i++)
        {
            fields[i] = BinaryPrimitives.ReadInt32LittleEndian(head[(8 + (4 * i))..]);
        }

        if (fields[0] != (ids ? 1 : 0))
        {
            throw new SequenceSourceException($"{path}: its inputs are {(fields[0] == 0 ? "features" : "ids")}; expected {(ids ? "ids, for SequenceFile<int>" : "features, for SequenceFile<float>")}.");
        }

        var format = new SequenceFormat
        {
            Features = fields[1],
            Timesteps = fields[2],
            Targets = (TargetKind)fields[3],
            TargetWidth = fields[4],
            TargetsPerTimestep = fields[5] != 0,
            TargetTimesteps = fields[6],
            LabelRoom = fields[7],
            SampleWeights = (SampleWeightKind)fields[8],
        };
        if (format.Problem(ids) is { } problem)
        {
            throw Damaged(path, problem);
        }

        rows = BinaryPrimitives.ReadInt64LittleEndian(head[48..]);
        index = BinaryPrimitives.ReadInt64LittleEndian(head[56..]);
        indexChecksum = BinaryPrimitives.ReadUInt32LittleEndian(head[72..]);
        if (rows is < 1 or > int.MaxValue || index < HeadLength || index > length || length - index != rows * 8)
        {
            throw Damaged(path, $"an index of {rows} rows from byte {index} on does not end with the file, at {length}");
        }

        return format;
    }

    public static SequenceSourceException Damaged(string path, string how, long? row = null) => new($"{path}: it is damaged: {how}. Write or copy it again.") { Row = row };

    /// <summary>Copies values of 4 bytes to the front of a row's bytes.</summary>
    /// <returns>The bytes after them.</returns>
    public static Span<byte> Put<T>(Span<byte> bytes, scoped ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<int> words = MemoryMarshal.Cast<T, int>(values);
        Span<int> to = MemoryMarshal.Cast<byte, int>(bytes)[..words.Length];
        if (BitConverter.IsLittleEndian)
        {
            words.CopyTo(to);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(words, to);
        }

        return bytes[(words.Length * 4)..];
    }

    /// <summary>Copies values of 4 bytes from the front of a row's bytes.</summary>
    /// <returns>The bytes after them.</returns>
    public static ReadOnlySpan<byte> Take<T>(ReadOnlySpan<byte> bytes, scoped Span<T> values)
        where T : unmanaged
    {
        Span<int> to = MemoryMarshal.Cast<T, int>(values);
        ReadOnlySpan<int> words = MemoryMarshal.Cast<byte, int>(bytes)[..to.Length];
        if (BitConverter.IsLittleEndian)
        {
            words.CopyTo(to);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(words, to);
        }

        return bytes[(to.Length * 4)..];
    }

    private long TargetsOf(int length)
        => format.Targets == TargetKind.Labels ? 0 : (!format.TargetsPerTimestep ? 1L : format.TargetTimesteps > 0 ? format.TargetTimesteps : length) * format.TargetWidth;
}
