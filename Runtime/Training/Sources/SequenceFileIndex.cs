using System;
using System.Buffers.Binary;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace ModelGen.CompilerServices;

/// <summary>Where the rows of a file are. A part of it is in memory at a time.</summary>
internal sealed class SequenceFileIndex(SafeFileHandle file, string path, long index, int count)
{
    private const int Entries = 4096;

    private readonly byte[] _window = new byte[Entries * 8];
    private int _first;
    private int _end;

    /// <summary>A row's first byte, and its number of bytes.</summary>
    /// <param name="row">The row.</param>
    /// <param name="inOrder">Those that follow will be wanted next.</param>
    public (long Offset, int Length) this[int row, bool inOrder]
    {
        get
        {
            int last = Math.Min(row + 1, count - 1);
            if (row < _first || last >= _end)
            {
                int entries = inOrder ? Math.Min(Entries, count - row) : last - row + 1;
                ReadExactly(file, path, _window.AsSpan(0, entries * 8), index + (row * 8L));
                _first = row;
                _end = row + entries;
            }

            long offset = Entry(row);
            return (offset, (int)((row == last ? index : Entry(last)) - offset));
        }
    }

    /// <summary>Checks that rows of possible lengths follow one another from the head to the index.</summary>
    /// <returns>The bytes of the longest row.</returns>
    /// <exception cref="SequenceSourceException">They do not.</exception>
    public int Check(SequenceFileLayout layout, uint checksum)
    {
        uint sum = Crc32C.Start;
        long expected = SequenceFileLayout.HeadLength;
        long longest = 0;
        for (int row = 0; row < count; row += Entries)
        {
            int entries = Math.Min(Entries, count - row);
            Span<byte> window = _window.AsSpan(0, entries * 8);
            ReadExactly(file, path, window, index + (row * 8L));
            sum = Crc32C.Add(sum, window);
            for (int i = 0; i < entries; i++)
            {
                long offset = BinaryPrimitives.ReadInt64LittleEndian(window[(8 * i)..]);
                if (row + i == 0 ? offset != expected : offset - expected < layout.ShortestRow)
                {
                    throw SequenceFileLayout.Damaged(path, $"row {row + i} begins at byte {offset}; {(row + i == 0 ? $"the head ends at {expected}" : $"the one before it begins at {expected} and has at least {layout.ShortestRow}")}");
                }

                longest = Math.Max(longest, offset - expected);
                expected = offset;
            }
        }

        longest = Math.Max(longest, index - expected);
        if (index - expected < layout.ShortestRow || longest > int.MaxValue)
        {
            throw SequenceFileLayout.Damaged(path, $"a row has {Math.Min(index - expected, longest)} bytes; a row of this format has at least {layout.ShortestRow}");
        }

        return Crc32C.Finish(sum) == checksum ? (int)longest : throw SequenceFileLayout.Damaged(path, "the checksum of its index is wrong");
    }

    public static ObjectDisposedException Closed(string path)
        => new(nameof(SequenceFile<>), $"{path}: the file was closed by Dispose while its rows were wanted. Keep the {nameof(SequenceFile<>)}, and for a part the whole one, until training is over.");

    /// <exception cref="SequenceSourceException">The file ends before.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public static void ReadExactly(SafeFileHandle file, string path, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(file, bytes, offset);
            }
            catch (ObjectDisposedException)
            {
                throw Closed(path);
            }

            if (read == 0)
            {
                throw new SequenceSourceException($"{path}: it ends at byte {offset}. It has been cut off since it was opened.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    private long Entry(int row) => BinaryPrimitives.ReadInt64LittleEndian(_window.AsSpan((row - _first) * 8));
}
