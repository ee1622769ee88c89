using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// A file of rows, of any size, that <see cref="SequenceFileWriter{TInput}"/> wrote. Rows are read when they are needed; those that a batch does not need
/// are not in memory, but for a buffer of 256 KiB. <c>Fit</c> shuffles them as it does those of arrays, into the same order.
/// </summary>
/// <remarks>
/// The constructor checks the head, the length and the index; every row has a checksum, which is checked when it is read; <c>Fit</c> and <c>Evaluate</c> read and
/// check all rows once before their first step. The file must not be written to while it is open. Several trainers may use it at once.
/// </remarks>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public sealed class SequenceFile<TInput> : SequenceSource<TInput>, IDisposable
    where TInput : unmanaged
{
    private const string Owner = nameof(SequenceFile<>);

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _index;
    private readonly int _longestRow;
    private readonly WeakReference<object?> _checkedFor = new(null);

    // Rows of the file, and of them those of this part; null for all.
    private readonly int _fileRows;
    private readonly int[]? _rows;

    // Of the rows, once they have been checked.
    private ulong? _fingerprint;

    // The format with no more room than the rows of this file can need, whatever its head says.
    private readonly SequenceFormat _room;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SequenceSourceException">It is not a whole file of rows, or has other inputs.</exception>
    /// <exception cref="IOException">It cannot be read, or does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SequenceFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireInputs(Owner);
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder, not a file of rows.");
        }

        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            bool ids = typeof(TInput) == typeof(int);
            long length = RandomAccess.GetLength(_file);
            Span<byte> head = stackalloc byte[SequenceFileLayout.HeadLength];
            if (length < head.Length)
            {
                throw new SequenceSourceException($"{path}: it has {length} bytes, fewer than any file of rows. It was cut off, or is another kind of file.");
            }

            ReadExactly(head, 0);
            Format = SequenceFileLayout.ReadHead(head, path, length, ids, out long rows, out _index, out uint checksum);
            Count = _fileRows = (int)rows;
            var layout = new SequenceFileLayout(Format, ids);
            _longestRow = new SequenceFileIndex(_file, path, _index, Count).Check(layout, checksum);
            long timesteps = (_longestRow - layout.ShortestRow) / layout.TimestepLength;
            _room = Format with { Timesteps = (int)Math.Clamp(timesteps, 0, Format.Timesteps), LabelRoom = Math.Min(Format.LabelRoom, _longestRow / 4) };
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    private SequenceFile(SequenceFile<TInput> whole, int[] rows)
    {
        _file = whole._file;
        _path = whole._path;
        _index = whole._index;
        _longestRow = whole._longestRow;
        _fileRows = whole._fileRows;
        _room = whole._room;
        _rows = rows;
        Format = whole.Format;
        Count = rows.Length;
    }

    /// <inheritdoc/>
    public override SequenceFormat Format { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override int? RowCount => Count;

    /// <summary>Consecutive rows. Parts of a file read the file that is open; they take 4 bytes of memory for each row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not lie within the file, or there are none.</exception>
    public SequenceFile<TInput> Slice(int start, int count) => new(this, RowSelection.Slice(Owner, Count, _rows, start, count));

    /// <summary>The rows of the given numbers, in their order; a row may occur more than once.</summary>
    /// <exception cref="ArgumentException">A number is not that of a row, or there are none.</exception>
    public SequenceFile<TInput> Select(IEnumerable<int> rows) => new(this, RowSelection.Select(Owner, Count, _rows, rows));

    /// <summary>Deals the rows out at random into two parts: the same as those of a <see cref="SequenceDataset{TInput}"/> with these rows, for the same seed.</summary>
    /// <param name="fraction">The first part's share of the rows, between 0 and 1; rounded so that neither part is empty.</param>
    /// <param name="seed">Decides the random order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There is only one row.</exception>
    public (SequenceFile<TInput> First, SequenceFile<TInput> Second) Split(double fraction, ulong seed = 0)
    {
        (int[] first, int[] second) = RowSelection.Split(Owner, Count, _rows, fraction, seed);
        return (new SequenceFile<TInput>(this, first), new SequenceFile<TInput>(this, second));
    }

    /// <summary>Closes the file, for its parts too; that of a part does nothing.</summary>
    public void Dispose()
    {
        if (_rows is null)
        {
            _file.Dispose();
        }
    }

    internal override string Describe(bool shuffle) => SequenceDataset<TInput>.Describe(Count, Format.Timesteps, shuffle);

    internal override void CheckRows(RowCheck<TInput> check, object checker, CancellationToken cancellationToken)
    {
        if (_checkedFor.TryGetTarget(out object? before) && before == checker)
        {
            return;
        }

        RequireOpen();
        ulong fingerprint = RowFingerprint.None;
        var block = new RowBlock<TInput>(_room, 1);
        using SequenceFileReader<TInput> reader = Reader();
        reader.Begin(0, null, cancellationToken);
        while (reader.Read(block, 0))
        {
            try
            {
                check(block.Rows, 0, block.Numbers[0]);
            }
            catch (ArgumentException error)
            {
                throw SourceFeed<TInput>.RefusedRow(error, block.Numbers[0], 0);
            }

            fingerprint = RowFingerprint.Add(fingerprint, _room, block.Rows, 0);
        }

        _fingerprint = fingerprint;
        _checkedFor.SetTarget(checker);
    }

    internal override ulong? Fingerprint() => _fingerprint;

    internal override BatchFeed<TInput> Open(int batchSize, int prefetchedBatches, RowCheck<TInput> check, string owner)
    {
        RequireOpen();
        return new SourceFeed<TInput>(Reader(), _room, batchSize, prefetchedBatches, check, owner, keepsFingerprint: false);
    }

    private void RequireOpen()
    {
        if (_file.IsClosed)
        {
            throw SequenceFileIndex.Closed(_path);
        }
    }

    private SequenceFileReader<TInput> Reader() => new(_file, _path, Format, _index, _fileRows, _longestRow, _rows);

    private void ReadExactly(Span<byte> bytes, long offset) => SequenceFileIndex.ReadExactly(_file, _path, bytes, offset);
}
