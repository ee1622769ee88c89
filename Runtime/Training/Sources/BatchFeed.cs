using System;
using System.Threading;

namespace ModelGen.CompilerServices;

/// <summary>One way through the rows of a source.</summary>
/// <param name="Epoch">The epoch, from 1; 0 for an evaluation.</param>
/// <param name="ShuffleKey">Decides the order; null for the rows' own.</param>
/// <param name="SkippedBatches">Batches at the beginning that have been trained on already.</param>
/// <param name="SkippedFingerprint">What <see cref="BatchFeed{TInput}.Fingerprint"/> was after them.</param>
internal readonly record struct FeedPass(int Epoch, ulong? ShuffleKey, int SkippedBatches, ulong SkippedFingerprint);

/// <summary>Gives the rows of a source batch by batch, pass after pass.</summary>
internal abstract class BatchFeed<TInput> : IDisposable
    where TInput : unmanaged
{
    /// <summary>What <see cref="Rows"/> are rows of.</summary>
    public abstract SequenceDataset<TInput> Data { get; }

    /// <summary>The batch that <see cref="Next"/> has found.</summary>
    public abstract ReadOnlySpan<int> Rows { get; }

    /// <summary>The rows have been checked, and nobody else can write to them.</summary>
    public abstract bool IsChecked { get; }

    /// <summary>Rows of this pass up to the present batch, those skipped included.</summary>
    public long RowsDone { get; protected set; }

    /// <summary>What tells the rows of this pass up to the present batch from others; <see cref="RowFingerprint.None"/> where all rows are known beforehand.</summary>
    public ulong Fingerprint { get; protected set; }

    /// <summary>Begins a pass.</summary>
    public abstract void Begin(in FeedPass pass, CancellationToken cancellationToken);

    /// <summary>Goes on to the next batch. False after the last one.</summary>
    /// <exception cref="SequenceSourceException">The source has no valid rows.</exception>
    public abstract bool Next();

    /// <summary>Ends a pass, before or after its last batch.</summary>
    public virtual void End()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => End();
}

/// <summary>The batches of arrays: their rows by number, without a copy and so without a thread.</summary>
internal sealed class ArrayFeed<TInput>(SequenceDataset<TInput> data, int batchSize) : BatchFeed<TInput>
    where TInput : unmanaged
{
    private readonly int[] _order = new int[data.Count];
    private int _first;
    private int _next;

    public override SequenceDataset<TInput> Data => data;

    public override ReadOnlySpan<int> Rows => _order.AsSpan(_first, _next - _first);

    public override bool IsChecked => false;

    public override void Begin(in FeedPass pass, CancellationToken cancellationToken)
    {
        RowOrder.Fill(_order, pass.ShuffleKey);
        _first = _next = (int)Math.Min((long)pass.SkippedBatches * batchSize, _order.Length);
        RowsDone = _next;
    }

    public override bool Next()
    {
        _first = _next;
        _next = (int)Math.Min((long)_first + batchSize, _order.Length);
        RowsDone = _next;
        return _next > _first;
    }
}

/// <summary>The order of rows that can be reached by their numbers.</summary>
internal static class RowOrder
{
    /// <summary>All numbers, in order or shuffled.</summary>
    public static void Fill(int[] order, ulong? shuffleKey)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (shuffleKey is { } key)
        {
            CounterRandom.Shuffle(key, order.AsSpan());
        }
    }
}
