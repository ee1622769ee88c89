using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace ModelGen.CompilerServices;

/// <summary>
/// A few threads of its own that share out numbered items of work with the calling thread, without allocating.
/// The threads are background threads and end with <see cref="Dispose"/> or when the pool is collected.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly Shared? _shared;

    /// <summary>Starts <paramref name="threads"/> − 1 threads; the calling thread is the last one.</summary>
    public WorkerPool(int threads, string name)
    {
        if (threads > 1)
        {
            _shared = new Shared();
            for (int i = 1; i < threads; i++)
            {
                new Thread(_shared.Work) { IsBackground = true, Name = $"{name} {i}" }.Start();
            }
        }
    }

    /// <summary>
    /// A pool that shares out the work of one call of a model. Threads beyond the number of processors would only take turns,
    /// so they are not started: on a machine with one processor the calling thread does everything.
    /// </summary>
    public static WorkerPool ForInference(int threads, string name) => new(Math.Min(threads, Environment.ProcessorCount), name);

    /// <summary>Ends the threads of a pool that nobody disposed. They hold <see cref="Shared"/>, not the pool, so it can be collected.</summary>
    ~WorkerPool() => _shared?.Stop();

    /// <summary>
    /// Calls <paramref name="body"/> for 0 … <paramref name="items"/> − 1, each once, on any thread and in any order, and
    /// returns when all are done. If some fail, the exception of the lowest item is thrown again, after all have ended.
    /// Not to be called by two threads at once, nor from <paramref name="body"/>.
    /// </summary>
    public void Run(int items, Action<int> body)
    {
        if (_shared is null || items == 1)
        {
            for (int item = 0; item < items; item++)
            {
                body(item);
            }
        }
        else if (items > 1)
        {
            _shared.Run(items, body);
        }

        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        _shared?.Stop();
        GC.SuppressFinalize(this);
    }

    private sealed class Shared
    {
        // One step's phases follow each other within microseconds; a thread that waits longer than this many turns sleeps.
        private const int SpinTurns = 200;

        // Round (upper half), number of items, next item: one word, so that a thread that wakes late can never take an
        // item of a round that it has not seen.
        private long _ticket;
        private int _unfinished;
        private Action<int>? _body;
        private ExceptionDispatchInfo? _failure;
        private int _failedItem;
        private bool _stopped;
        private int _running;

        public void Run(int items, Action<int> body)
        {
            if (items > ushort.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(items), items, $"At most {ushort.MaxValue} items can be shared out.");
            }

            // A second caller would take the first one's count of unfinished items away, and both would wait forever.
            if (Interlocked.Exchange(ref _running, 1) != 0)
            {
                throw new InvalidOperationException("Another thread is running this object. It belongs to one caller at a time: give each thread one of its own, on the same weights.");
            }

            try
            {
                Share(items, body);
            }
            finally
            {
                Volatile.Write(ref _running, 0);
            }
        }

        private void Share(int items, Action<int> body)
        {
            _body = body;
            _unfinished = items;
            lock (this)
            {
                long round = (_ticket >> 32) + 1;
                Volatile.Write(ref _ticket, (round << 32) | ((long)items << 16));
                Monitor.PulseAll(this);
            }

            TakeItems();
            SpinWait spin = default;
            for (int turn = 0; Volatile.Read(ref _unfinished) != 0; turn++)
            {
                if (turn < SpinTurns)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                    continue;
                }

                lock (this)
                {
                    while (Volatile.Read(ref _unfinished) != 0)
                    {
                        Monitor.Wait(this);
                    }
                }
            }

            // The delegate keeps its owner alive (a trainer, a crowd), and the waiting threads keep this object alive.
            _body = null;
            if (_failure is { } failure)
            {
                _failure = null;
                failure.Throw();
            }
        }

        public void Work()
        {
            long seen = 0;
            while (true)
            {
                SpinWait spin = default;
                for (int turn = 0; turn < SpinTurns && Volatile.Read(ref _ticket) >> 32 == seen; turn++)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }

                lock (this)
                {
                    while (_ticket >> 32 == seen && !_stopped)
                    {
                        Monitor.Wait(this);
                    }

                    if (_stopped)
                    {
                        return;
                    }

                    seen = _ticket >> 32;
                }

                TakeItems();
            }
        }

        public void Stop()
        {
            lock (this)
            {
                _stopped = true;
                Monitor.PulseAll(this);
            }
        }

        private void TakeItems()
        {
            while (true)
            {
                long ticket = Volatile.Read(ref _ticket);
                int item = (int)(ticket & 0xFFFF);
                if (item >= (int)((ticket >> 16) & 0xFFFF))
                {
                    return;
                }

                if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
                {
                    continue;
                }

                try
                {
                    _body!(item);
                }
                catch (Exception exception)
                {
                    Remember(item, exception);
                }

                if (Interlocked.Decrement(ref _unfinished) == 0)
                {
                    lock (this)
                    {
                        Monitor.PulseAll(this);
                    }
                }
            }
        }

        private void Remember(int item, Exception exception)
        {
            lock (this)
            {
                if (_failure is null || item < _failedItem)
                {
                    _failure = ExceptionDispatchInfo.Capture(exception);
                    _failedItem = item;
                }
            }
        }
    }
}
