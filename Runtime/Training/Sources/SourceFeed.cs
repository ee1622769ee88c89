using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace ModelGen.CompilerServices;

/// <summary>
/// The batches of a source that is read row by row. A thread of the pass's own reads and checks the next batches while the present one is trained on;
/// without batches to read ahead the caller's thread does. Either way the batches are the same.
/// </summary>
internal sealed class SourceFeed<TInput> : BatchFeed<TInput>
    where TInput : unmanaged
{
    private readonly RowReader<TInput> _reader;
    private readonly RowCheck<TInput> _check;
    private readonly string _owner;
    private readonly int _batchSize;
    private readonly int[] _numbers;
    private readonly RowBlock<TInput>[] _blocks;
    private readonly SequenceFormat _format;
    private readonly bool _keepsFingerprint;

    // Shared with the thread, which takes from _free and gives to _filled.
    private readonly object _gate = new();
    private readonly Queue<RowBlock<TInput>> _free;
    private readonly Queue<RowBlock<TInput>> _filled;
    private bool _ended;
    private ExceptionDispatchInfo? _error;

    // Of whoever reads.
    private bool _hasRows;
    private ulong _fingerprint;

    private CancellationTokenSource? _stop;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _wake;
    private Thread? _thread;
    private FeedPass _pass;
    private RowBlock<TInput>? _current;
    private bool _inPass;

    public SourceFeed(RowReader<TInput> reader, SequenceFormat format, int batchSize, int prefetchedBatches, RowCheck<TInput> check, string owner, bool keepsFingerprint)
    {
        _reader = reader;
        _check = check;
        _owner = owner;
        _format = format;
        _keepsFingerprint = keepsFingerprint;
        _batchSize = batchSize;
        _numbers = new int[batchSize];
        RowOrder.Fill(_numbers, null);
        _blocks = new RowBlock<TInput>[prefetchedBatches + 1];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new RowBlock<TInput>(format, batchSize);
        }

        _free = new Queue<RowBlock<TInput>>(_blocks.Length);
        _filled = new Queue<RowBlock<TInput>>(_blocks.Length);
    }

    public override SequenceDataset<TInput> Data => _current!.Rows;

    public override ReadOnlySpan<int> Rows => _numbers.AsSpan(0, _current!.Count);

    public override bool IsChecked => true;

    private bool HasThread => _blocks.Length > 1;

    public override void Begin(in FeedPass pass, CancellationToken cancellationToken)
    {
        _pass = pass;
        _cancellation = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _current = null;
        _ended = false;
        _fingerprint = RowFingerprint.None;
        Fingerprint = pass.SkippedFingerprint;
        _hasRows = false;
        _error = null;
        _inPass = true;
        RowsDone = (long)pass.SkippedBatches * _batchSize;
        _filled.Clear();
        _free.Clear();
        foreach (RowBlock<TInput> block in _blocks)
        {
            _free.Enqueue(block);
        }

        if (HasThread)
        {
            _wake = cancellationToken.UnsafeRegister(static feed => ((SourceFeed<TInput>)feed!).Wake(), this);
            _thread = new Thread(Produce) { IsBackground = true, Name = $"{_owner} rows" };
            _thread.Start();
        }
        else
        {
            BeginReading();
        }
    }

    public override bool Next()
    {
        if (!HasThread)
        {
            _cancellation.ThrowIfCancellationRequested();
            try
            {
                return Fill(_blocks[0]) && Take(_blocks[0]);
            }
            catch (OperationCanceledException)
            {
                _cancellation.ThrowIfCancellationRequested();
                throw;
            }
        }

        lock (_gate)
        {
            if (_current is not null)
            {
                _free.Enqueue(_current);
                _current = null;
                Monitor.PulseAll(_gate);
            }

            while (true)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (_filled.TryDequeue(out RowBlock<TInput>? block))
                {
                    return Take(block);
                }

                if (_ended)
                {
                    // The batches before it have been trained on, as without a thread.
                    _error?.Throw();
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    public override void End()
    {
        if (!_inPass)
        {
            return;
        }

        _inPass = false;
        Exception? refused = null;
        try
        {
            _stop!.Cancel();
        }
        catch (AggregateException error)
        {
            // The generator was told by the token, and threw. The thread ends all the same.
            refused = error.InnerException;
        }

        if (_thread is not null)
        {
            Wake();
            _thread.Join();
            _thread = null;
            _wake.Dispose();
        }
        else
        {
            EndReading();
        }

        _stop!.Dispose();
        _current = null;
        if (refused is not null)
        {
            throw new SequenceSourceException(
                $"{_owner}: {refused.GetType().Name} in what the generator registered with the token of {(_pass.Epoch > 0 ? $"epoch {_pass.Epoch}" : "an evaluation (epoch 0)")}: {refused.Message}", refused)
            {
                Epoch = _pass.Epoch,
            };
        }
    }

    public override void Dispose()
    {
        try
        {
            base.Dispose();
        }
        catch (SequenceSourceException)
        {
            // What ended the pass before its last batch matters more.
        }

        _reader.Dispose();
    }

    private bool Take(RowBlock<TInput> block)
    {
        _current = block;
        RowsDone += block.Count;
        Fingerprint = block.Fingerprint;
        return true;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What the thread does.</summary>
    private void Produce()
    {
        try
        {
            BeginReading();
            while (FreeBlock() is { } block && Fill(block))
            {
                lock (_gate)
                {
                    _filled.Enqueue(block);
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception error)
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }

        EndReading();
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a block to fill; null once the pass is to end.</summary>
    private RowBlock<TInput>? FreeBlock()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_stop!.IsCancellationRequested)
                {
                    return null;
                }

                if (_free.TryDequeue(out RowBlock<TInput>? block))
                {
                    return block;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private void BeginReading()
    {
        _reader.Begin(_pass.Epoch, _pass.ShuffleKey, _stop!.Token);
        long before = (long)_pass.SkippedBatches * _batchSize;
        long skipped = _keepsFingerprint ? SkipTrained(before, _blocks[0]) : _reader.Skip(before, _blocks[0]);
        _hasRows = skipped > 0;

        // The last batch may have had fewer rows.
        if (skipped < before && skipped <= before - _batchSize)
        {
            throw new SequenceSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_owner}: epoch {_pass.Epoch} has {skipped} rows; the checkpoint was made after {_pass.SkippedBatches} batches of {_batchSize}. Training goes on from a checkpoint with the rows that it was begun with."))
            {
                Epoch = _pass.Epoch,
            };
        }

        if (_keepsFingerprint && before > 0 && _fingerprint != _pass.SkippedFingerprint)
        {
            throw new SequenceSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_owner}: the first {skipped} rows of epoch {_pass.Epoch} are not those that were trained on before the checkpoint. A generator gives the same rows whenever it is asked for the same epoch; draw what is random in it from the epoch, as new Random(epoch) does."))
            {
                Epoch = _pass.Epoch,
            };
        }
    }

    /// <summary>Leaves out rows that were trained on, and looks at each of them.</summary>
    private long SkipTrained(long rows, RowBlock<TInput> block)
    {
        long row = 0;
        for (; row < rows && _reader.Read(block, 0); row++)
        {
            _fingerprint = RowFingerprint.Add(_fingerprint, _format, block.Rows, 0);
        }

        return row;
    }

    private void EndReading()
    {
        try
        {
            _reader.End();
        }
        catch (Exception error)
        {
            // What went wrong first matters more, and so does what ended a pass early.
            _error ??= ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Reads and checks the rows of a batch. False where there are none.</summary>
    private bool Fill(RowBlock<TInput> block)
    {
        block.Count = 0;
        while (block.Count < _batchSize && _reader.Read(block, block.Count))
        {
            Check(block, block.Count);
            if (_keepsFingerprint)
            {
                _fingerprint = RowFingerprint.Add(_fingerprint, _format, block.Rows, block.Count);
            }

            block.Count++;
            _hasRows = true;
        }

        block.Fingerprint = _fingerprint;
        return _hasRows
            ? block.Count > 0
            : throw new SequenceSourceException($"{_owner}: {(_pass.Epoch > 0 ? $"epoch {_pass.Epoch}" : "it")} has no rows; at least one is needed.") { Epoch = _pass.Epoch };
    }

    private void Check(RowBlock<TInput> block, int slot)
    {
        try
        {
            _check(block.Rows, slot, block.Numbers[slot]);
        }
        catch (ArgumentException error)
        {
            throw RefusedRow(error, block.Numbers[slot], _pass.Epoch);
        }
    }

    /// <summary>What a check has to say of a row that is no argument of a call.</summary>
    public static SequenceSourceException RefusedRow(ArgumentException error, long row, int epoch)
    {
        string suffix = $" (Parameter '{error.ParamName}')";
        string message = error.Message.EndsWith(suffix, StringComparison.Ordinal) ? error.Message[..^suffix.Length] : error.Message;
        return new SequenceSourceException(epoch > 0 ? string.Create(CultureInfo.InvariantCulture, $"{message} It came in epoch {epoch}.") : message, error) { Epoch = epoch, Row = row };
    }
}
