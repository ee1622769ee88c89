using System;
using System.Collections.Generic;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Rows that a program makes: simulated, augmented, read from somewhere. A function gives the rows of each epoch; where <c>Fit</c> shuffles, it does so in a
/// buffer of <see cref="ShuffleBuffer"/> rows.
/// </summary>
/// <remarks>
/// <para>
/// The function is called, and its rows are enumerated, on the thread that reads batches ahead (<see cref="TrainerOptions.PrefetchedBatches"/>), in one epoch at a time.
/// A row is copied when it is yielded, so the next one may use its memory. What the function throws ends <c>Fit</c> as a <see cref="SequenceSourceException"/>, once
/// the batches before have been trained on. Where <c>Fit</c> ends early, the enumerator is disposed of after the row that it is making.
/// </para>
/// <para>
/// Training goes on from a checkpoint within an epoch by enumerating that epoch anew up to the batch: the function must give the same rows for the same epoch.
/// </para>
/// </remarks>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public sealed class SequenceGenerator<TInput> : SequenceSource<TInput>
    where TInput : unmanaged
{
    private const string Owner = nameof(SequenceGenerator<>);

    private readonly Func<int, CancellationToken, IEnumerable<SequenceRow<TInput>>> _rows;
    private readonly int? _rowsPerEpoch;
    private readonly int _shuffleBuffer = 1024;

    // Rows that a buffer has room for at first.
    private const int FirstBuffer = 1024;

    /// <summary>Creates the source.</summary>
    /// <param name="format">The shape of the rows.</param>
    /// <param name="rows">The rows of an epoch: of the first one that the trainer has ever begun for 1, the second for 2, and those to evaluate or validate with for 0.</param>
    /// <exception cref="ArgumentException">The format makes no sense.</exception>
    public SequenceGenerator(SequenceFormat format, Func<int, IEnumerable<SequenceRow<TInput>>> rows)
        : this(format, Ignoring(rows))
    {
    }

    /// <summary>Creates a source that is told when its rows are not needed any more.</summary>
    /// <param name="format">The shape of the rows.</param>
    /// <param name="rows">The rows of an epoch, as above; the token is cancelled when the epoch ends, or is cut short.</param>
    /// <exception cref="ArgumentException">The format makes no sense.</exception>
    public SequenceGenerator(SequenceFormat format, Func<int, CancellationToken, IEnumerable<SequenceRow<TInput>>> rows)
    {
        RequireInputs(Owner);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(rows);
        format.Require(Owner, typeof(TInput) == typeof(int));
        Format = format;
        _rows = rows;
    }

    /// <inheritdoc/>
    public override SequenceFormat Format { get; }

    /// <summary>
    /// Rows of an epoch: the first so many are taken, and fewer are an error. Null, as unless set, for all that there are; then nobody knows how many steps an epoch has
    /// (<see cref="TrainingContext.Steps"/> is 0).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? RowsPerEpoch
    {
        get => _rowsPerEpoch;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(RowsPerEpoch));
            _rowsPerEpoch = value;
        }
    }

    /// <summary>
    /// Rows of the buffer that shuffles, 1024 unless set: it is filled, each row that is taken is drawn from it at random, and the next one of the stream takes its
    /// place. An epoch of no more rows is shuffled as a whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ShuffleBuffer
    {
        get => _shuffleBuffer;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ShuffleBuffer));
            _shuffleBuffer = value;
        }
    }

    /// <inheritdoc/>
    public override int? RowCount => RowsPerEpoch;

    internal override string Describe(bool shuffle)
        => $"{Rows} of at most {Format.Timesteps} timesteps from a generator, {(shuffle ? $"shuffled {ShuffleBuffer} at a time" : "in order")}";

    internal override string DescribeValidation() => $"{Rows} from a generator to validate with";

    internal override void CheckRows(RowCheck<TInput> check, object checker, CancellationToken cancellationToken)
    {
        // They are checked as they come.
    }

    internal override ulong? Fingerprint() => null;

    internal override BatchFeed<TInput> Open(int batchSize, int prefetchedBatches, RowCheck<TInput> check, string owner)
        => new SourceFeed<TInput>(new Reader(this, owner), Format, batchSize, prefetchedBatches, check, owner, keepsFingerprint: true);

    private string Rows => RowsPerEpoch is { } rows ? $"{rows} rows" : "rows";

    private static Func<int, CancellationToken, IEnumerable<SequenceRow<TInput>>> Ignoring(Func<int, IEnumerable<SequenceRow<TInput>>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return (epoch, _) => rows(epoch);
    }

    private sealed class Reader(SequenceGenerator<TInput> source, string owner) : RowReader<TInput>
    {
        private int _epoch;
        private CancellationToken _stop;
        private IEnumerator<SequenceRow<TInput>>? _rows;
        private long _number;

        // The rows that wait to be drawn.
        private RowBlock<TInput>? _buffer;
        private ulong? _key;
        private ulong _drawn;

        public override void Begin(int epoch, ulong? shuffleKey, CancellationToken stop)
        {
            _epoch = epoch;
            _key = shuffleKey;
            _stop = stop;
            _number = 0;
            _drawn = 0;
            if (shuffleKey is not null)
            {
                _buffer ??= new RowBlock<TInput>(source.Format, Math.Min(source.ShuffleBuffer, FirstBuffer));
                _buffer.Count = 0;
            }

            try
            {
                _rows = source._rows(epoch, stop)?.GetEnumerator();
            }
            catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                throw Thrown(error);
            }

            if (_rows is null)
            {
                throw Failure($"the generator returned null for {Place}.");
            }
        }

        public override bool Read(RowBlock<TInput> block, int slot)
        {
            if (_key is not { } key)
            {
                return Take(block, slot);
            }

            RowBlock<TInput> buffer = _buffer!;
            while (buffer.Count < source.ShuffleBuffer)
            {
                if (buffer.Count == buffer.Capacity)
                {
                    buffer = _buffer = Grown(buffer);
                }

                if (!Take(buffer, buffer.Count))
                {
                    break;
                }

                buffer.Count++;
            }

            if (buffer.Count == 0)
            {
                return false;
            }

            int drawn = CounterRandom.Below(key, _drawn++, buffer.Count);
            block.Copy(slot, buffer, drawn);
            if (drawn != --buffer.Count)
            {
                buffer.Copy(drawn, buffer, buffer.Count);
            }

            return true;
        }

        public override void End()
        {
            IEnumerator<SequenceRow<TInput>>? rows = _rows;
            _rows = null;
            rows?.Dispose();
        }

        /// <summary>A stream may have far fewer rows than the buffer has room for: it grows with what comes.</summary>
        private RowBlock<TInput> Grown(RowBlock<TInput> buffer)
        {
            int capacity = (int)Math.Min(2L * buffer.Capacity, source.ShuffleBuffer);
            RowBlock<TInput> grown;
            try
            {
                grown = new RowBlock<TInput>(source.Format, capacity);
            }
            catch (Exception error) when (error is OverflowException or OutOfMemoryException)
            {
                throw new SequenceSourceException($"{owner}: there is no memory for a ShuffleBuffer of {source.ShuffleBuffer} rows; it has {buffer.Count}. Set a smaller one.", error) { Epoch = _epoch };
            }

            for (int row = 0; row < buffer.Count; row++)
            {
                grown.Copy(row, buffer, row);
            }

            grown.Count = buffer.Count;
            return grown;
        }

        private string Place => _epoch > 0 ? $"epoch {_epoch}" : "an evaluation (epoch 0)";

        /// <summary>Takes the next row of the stream.</summary>
        private bool Take(RowBlock<TInput> block, int slot)
        {
            _stop.ThrowIfCancellationRequested();
            if (_rows is null || _number == source.RowsPerEpoch)
            {
                return false;
            }

            SequenceRow<TInput> row;
            try
            {
                if (!_rows.MoveNext())
                {
                    End();
                    return source.RowsPerEpoch is { } wanted
                        ? throw Failure($"the generator ended after {_number} rows of {Place}; RowsPerEpoch is {wanted}. Let it yield that many, or leave RowsPerEpoch out.")
                        : false;
                }

                row = _rows.Current;
            }
            catch (Exception error) when (error is not SequenceSourceException && !(error is OperationCanceledException && _stop.IsCancellationRequested))
            {
                throw Thrown(error);
            }

            if (source.Format.Problem(row) is { } problem)
            {
                throw Failure($"row {_number} of {Place}: {problem}.", _number);
            }

            block.Set(slot, row, _number++);
            return true;
        }

        private SequenceSourceException Thrown(Exception error)
            => new($"{owner}: the generator threw {error.GetType().Name} after {_number} rows of {Place}: {error.Message}", error) { Epoch = _epoch, Row = _number };

        private SequenceSourceException Failure(string message, long? row = null) => new($"{owner}: {message}") { Epoch = _epoch, Row = row };
    }
}
