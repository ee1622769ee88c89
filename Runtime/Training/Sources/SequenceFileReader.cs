using System;
using System.Buffers.Binary;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ModelGen.CompilerServices;

/// <summary>Reads the rows of a file, in order or shuffled.</summary>
internal sealed class SequenceFileReader<TInput> : RowReader<TInput>
    where TInput : unmanaged
{
    private const int WindowLength = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly SequenceFormat _format;
    private readonly SequenceFileLayout _layout;
    private readonly SequenceFileIndex _index;
    private readonly long _end;
    private readonly int _count;
    private readonly int[]? _rows;
    private readonly bool _areConsecutive;
    private readonly byte[] _window;

    // The bytes of the file that are in the window.
    private long _first;
    private int _length;

    private int[] _order = [];
    private bool _inOrder;
    private long _next;
    private CancellationToken _stop;

    public SequenceFileReader(SafeFileHandle file, string path, SequenceFormat format, long index, int fileRows, int longestRow, int[]? rows)
    {
        _file = file;
        _path = path;
        _format = format;
        _layout = new SequenceFileLayout(format, typeof(TInput) == typeof(int));
        _index = new SequenceFileIndex(file, path, index, fileRows);
        _end = index;
        _count = rows?.Length ?? fileRows;
        _rows = rows;
        _areConsecutive = AreConsecutive(rows);
        _window = new byte[Math.Max(WindowLength, longestRow)];
    }

    public override void Begin(int epoch, ulong? shuffleKey, CancellationToken stop)
    {
        _inOrder = shuffleKey is null;
        _next = 0;
        _length = 0;
        _stop = stop;
        if (!_inOrder)
        {
            _order = _order.Length == 0 ? new int[_count] : _order;
            RowOrder.Fill(_order, shuffleKey);
        }
    }

    public override long Skip(long rows, RowBlock<TInput> block) => _next = Math.Min(rows, _count);

    public override bool Read(RowBlock<TInput> block, int slot)
    {
        _stop.ThrowIfCancellationRequested();
        if (_next == _count)
        {
            return false;
        }

        int row = _inOrder ? (int)_next : _order[_next];
        row = _rows is null ? row : _rows[row];
        _next++;
        ReadOnlySpan<byte> bytes = Bytes(row);
        ReadOnlySpan<byte> values = bytes[..^SequenceFileLayout.ChecksumLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[values.Length..]) != Crc32C.Of(values))
        {
            throw SequenceFileLayout.Damaged(_path, $"the checksum of row {row} is wrong", row);
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(values);
        values = values[4..];
        int labels = 0;
        if (_format.Targets == TargetKind.Labels)
        {
            labels = BinaryPrimitives.ReadInt32LittleEndian(values);
            values = values[4..];
        }

        if ((uint)length > (uint)_format.Timesteps || (uint)labels > (uint)_format.LabelRoom || _layout.RowLength(length, labels) != bytes.Length)
        {
            throw SequenceFileLayout.Damaged(
                _path,
                $"row {row} has {bytes.Length} bytes and says that it has {length} timesteps{(_format.Targets == TargetKind.Labels ? $" and {labels} labels" : string.Empty)}; the file has at most {_format.Timesteps}{(_format.Targets == TargetKind.Labels ? $" and {_format.LabelRoom}" : string.Empty)}",
                row);
        }

        block.Begin(slot, length, labels, row);
        values = SequenceFileLayout.Take(values, block.Weights(slot));
        values = SequenceFileLayout.Take(values, block.Inputs(slot));
        values = SequenceFileLayout.Take(values, block.TargetIds(slot));
        SequenceFileLayout.Take(values, block.Targets(slot));
        return true;
    }

    /// <summary>The bytes of a row; in order, with those that follow in the same read.</summary>
    private ReadOnlySpan<byte> Bytes(int row)
    {
        bool ahead = _inOrder && _areConsecutive;
        (long offset, int length) = _index[row, ahead];
        if (offset < _first || offset + length > _first + _length)
        {
            _length = 0;
            int wanted = ahead ? (int)Math.Min(_window.Length, _end - offset) : length;
            SequenceFileIndex.ReadExactly(_file, _path, _window.AsSpan(0, wanted), offset);
            _first = offset;
            _length = wanted;
        }

        return _window.AsSpan((int)(offset - _first), length);
    }

    private static bool AreConsecutive(int[]? rows)
    {
        for (int i = 1; rows is not null && i < rows.Length; i++)
        {
            if (rows[i] != rows[i - 1] + 1)
            {
                return false;
            }
        }

        return true;
    }
}
