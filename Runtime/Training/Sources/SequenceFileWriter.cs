using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Writes a file of rows for <see cref="SequenceFile{TInput}"/>, row by row. The file is there, complete, after <see cref="Finish"/>; without that, or if the program
/// is killed, what was there before stays.
/// </summary>
/// <remarks>Memory does not grow with the rows, but for 8 bytes of each. A row takes its own length in the file, not the longest.</remarks>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public sealed class SequenceFileWriter<TInput> : IDisposable
    where TInput : unmanaged
{
    private const string Owner = nameof(SequenceFileWriter<>);

    private readonly string _path;
    private readonly PendingFile _file;
    private readonly SequenceFileLayout _layout;
    private readonly RowBlock<TInput> _row;
    private readonly List<long> _offsets = [];
    private byte[] _bytes = [];
    private long _position;
    private bool _finished;

    // A write began that has not ended: what a full disk has taken of it is no file, and a second try would not make it one.
    private bool _failed;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The shape of its rows, e.g. a data set's <see cref="SequenceDataset{TInput}.Format"/>.</param>
    /// <exception cref="ArgumentException">The format makes no sense.</exception>
    /// <exception cref="IOException">The file cannot be written, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    public SequenceFileWriter(string path, SequenceFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(format);
        if (typeof(TInput) != typeof(float) && typeof(TInput) != typeof(int))
        {
            throw new NotSupportedException($"{Owner}: inputs are float (features) or int (ids), not {typeof(TInput).Name}.");
        }

        format.Require(Owner, typeof(TInput) == typeof(int));
        Format = format;
        _layout = new SequenceFileLayout(format, typeof(TInput) == typeof(int));
        _row = new RowBlock<TInput>(format, 1);
        _path = path;
        _file = new PendingFile(path);
        _file.Stream.Write(new byte[SequenceFileLayout.HeadLength]);
        _position = SequenceFileLayout.HeadLength;
    }

    /// <summary>The shape of the rows.</summary>
    public SequenceFormat Format { get; }

    /// <summary>Rows written so far.</summary>
    public int Count => _offsets.Count;

    /// <summary>Adds a row. It is copied.</summary>
    /// <exception cref="ArgumentException">The row does not have the file's format, a feature is not finite, or a weight is negative or not finite; the row was not added.</exception>
    /// <exception cref="InvalidOperationException">The file is finished, or could not be written before.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(in SequenceRow<TInput> row)
    {
        RequireOpen();
        if (Format.Problem(row) is { } problem)
        {
            throw new ArgumentException($"{Owner}: row {Count}: {problem}.", nameof(row));
        }

        _row.Set(0, row, Count);
        Write(nameof(row));
    }

    /// <summary>Adds all rows of a data set.</summary>
    /// <exception cref="ArgumentException">The data set does not have the file's format.</exception>
    /// <exception cref="InvalidOperationException">The file is finished, or could not be written before.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(SequenceDataset<TInput> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireOpen();
        if (data.Format != Format)
        {
            throw new ArgumentException($"{Owner}: the data set has the format {data.Format}; the file has {Format}.", nameof(data));
        }

        for (int row = 0; row < data.Count; row++)
        {
            _row.Set(0, data, row, Count);
            Write(nameof(data));
        }
    }

    /// <summary>Completes the file, and lets it take the place of the old one.</summary>
    /// <exception cref="InvalidOperationException">There is no row, the file is finished already, or it could not be written before.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Finish()
    {
        RequireOpen();
        if (Count == 0)
        {
            throw new InvalidOperationException($"{Owner}: a file needs at least one row; call Append first.");
        }

        _failed = true;
        try
        {
            WriteIndex();
            _file.Commit();
        }
        catch (IOException error)
        {
            throw PendingFile.Failure(_path, error);
        }

        _finished = true;
    }

    /// <summary>Closes the file; unless it is finished, it is removed.</summary>
    public void Dispose()
    {
        _finished = true;
        _file.Dispose();
    }

    /// <summary>The end of the file, and its head.</summary>
    private void WriteIndex()
    {
        uint checksum = Crc32C.Start;
        Span<byte> offset = stackalloc byte[8];
        foreach (long row in _offsets)
        {
            BinaryPrimitives.WriteInt64LittleEndian(offset, row);
            _file.Stream.Write(offset);
            checksum = Crc32C.Add(checksum, offset);
        }

        Span<byte> head = stackalloc byte[SequenceFileLayout.HeadLength];
        _layout.WriteHead(head, Count, _position, _position + (8L * Count), Crc32C.Finish(checksum));
        _file.Stream.Position = 0;
        _file.Stream.Write(head);
    }

    private void RequireOpen()
    {
        if (_failed && !_finished)
        {
            throw new InvalidOperationException($"{Owner}: the file could not be written, and cannot be completed. Begin another one; what was there before is as it was.");
        }

        if (_finished)
        {
            throw new InvalidOperationException($"{Owner}: the file is finished; a new writer begins another one.");
        }

        if (Count == int.MaxValue)
        {
            throw new InvalidOperationException($"{Owner}: a file has at most {int.MaxValue} rows; go on with another one.");
        }
    }

    /// <summary>Writes the row that waits.</summary>
    private void Write(string parameter)
    {
        int length = _row.LengthOf(0);
        RowChecks.Features<TInput>(Owner, parameter, Count, _row.Inputs(0), Format.Features);
        if (Format.SampleWeights == SampleWeightKind.Rows)
        {
            RowChecks.Weight(Owner, parameter, Count, _row.Weights(0)[0]);
        }

        bool hasLabels = Format.Targets == TargetKind.Labels;
        int labels = hasLabels ? _row.LabelsOf(0) : 0;
        int size = checked((int)_layout.RowLength(length, labels));
        if (_bytes.Length < size)
        {
            _bytes = new byte[size];
        }

        Span<byte> bytes = _bytes.AsSpan(0, size);
        Span<byte> rest = SequenceFileLayout.Put<int>(bytes, [length]);
        if (hasLabels)
        {
            rest = SequenceFileLayout.Put<int>(rest, [labels]);
        }

        rest = SequenceFileLayout.Put<float>(rest, _row.Weights(0));
        rest = SequenceFileLayout.Put<TInput>(rest, _row.Inputs(0));
        rest = SequenceFileLayout.Put<int>(rest, _row.TargetIds(0));
        rest = SequenceFileLayout.Put<float>(rest, _row.Targets(0));
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32C.Of(bytes[..^SequenceFileLayout.ChecksumLength]));
        _failed = true;
        try
        {
            _file.Stream.Write(bytes);
        }
        catch (IOException error)
        {
            throw PendingFile.Failure(_path, error);
        }

        _failed = false;
        _offsets.Add(_position);
        _position += size;
    }
}
