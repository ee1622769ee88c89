using System;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Rows to train on or to evaluate with, wherever they are: arrays (<see cref="SequenceDataset{TInput}"/>), a file larger than memory
/// (<see cref="SequenceFile{TInput}"/>), or a program that makes them (<see cref="SequenceGenerator{TInput}"/>). The same rows in the same order
/// train to the same bits.
/// </summary>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public abstract class SequenceSource<TInput>
    where TInput : unmanaged
{
    private protected SequenceSource()
    {
    }

    /// <summary>The shape of its rows.</summary>
    public abstract SequenceFormat Format { get; }

    /// <summary>Rows of an epoch; null where only the end of the epoch tells.</summary>
    public abstract int? RowCount { get; }

    /// <summary>Refuses inputs that are neither features nor ids.</summary>
    private protected static void RequireInputs(string owner)
    {
        if (typeof(TInput) != typeof(float) && typeof(TInput) != typeof(int))
        {
            throw new NotSupportedException($"{owner}: inputs are float (features) or int (ids), not {typeof(TInput).Name}.");
        }
    }

    /// <summary>What a checkpoint remembers of the rows, so that training goes on with the same; those of a file are as good as those of arrays.</summary>
    internal abstract string Describe(bool shuffle);

    /// <summary>What a checkpoint remembers of rows to validate with.</summary>
    internal virtual string DescribeValidation() => $"{RowCount} rows to validate with";

    /// <summary>Checks every value that will be read, as far as that can be done before they are needed.</summary>
    /// <param name="check">Checks a row.</param>
    /// <param name="checker">Whose check that is; one that has passed need not be made again for it.</param>
    /// <param name="cancellationToken">Ends the check between two rows.</param>
    internal abstract void CheckRows(RowCheck<TInput> check, object checker, CancellationToken cancellationToken);

    /// <summary>What tells the rows from others of the same number and shape, once they have been checked; null where they are not known before they come.</summary>
    internal abstract ulong? Fingerprint();

    /// <summary>Prepares to read the rows batch by batch.</summary>
    internal abstract BatchFeed<TInput> Open(int batchSize, int prefetchedBatches, RowCheck<TInput> check, string owner);
}
