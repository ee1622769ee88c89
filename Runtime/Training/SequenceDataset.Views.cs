using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

// Parts of a data set, and the data set as a source.
public sealed partial class SequenceDataset<TInput>
{
    private SequenceDataset(SequenceDataset<TInput> source, int[] rows)
    {
        _inputs = source._inputs;
        _lengths = source._lengths;
        _classIds = source._classIds;
        _targets = source._targets;
        _sampleWeights = source._sampleWeights;
        HasTimestepWeights = source.HasTimestepWeights;
        _rows = rows;
        Count = rows.Length;
        Timesteps = source.Timesteps;
        TargetTimesteps = source.TargetTimesteps;
        _hasOwnTimesteps = source._hasOwnTimesteps;
        Features = source.Features;
        _labels = source._labels;
        HasLabels = source.HasLabels;
        HasClassIds = source.HasClassIds;
        TargetsPerTimestep = source.TargetsPerTimestep;
        TargetWidth = source.TargetWidth;
    }

    /// <summary>Consecutive rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not lie within the data set, or there are none.</exception>
    public SequenceDataset<TInput> Slice(int start, int count) => new(this, RowSelection.Slice(Owner, Count, _rows, start, count));

    /// <summary>The rows of the given numbers, in their order; a row may occur more than once.</summary>
    /// <exception cref="ArgumentException">A number is not that of a row, or there are none.</exception>
    public SequenceDataset<TInput> Select(IEnumerable<int> rows) => new(this, RowSelection.Select(Owner, Count, _rows, rows));

    /// <summary>Deals the rows out at random into two parts. Same seed, same parts.</summary>
    /// <param name="fraction">The first part's share of the rows, between 0 and 1; rounded so that neither part is empty.</param>
    /// <param name="seed">Decides the random order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There is only one row.</exception>
    public (SequenceDataset<TInput> First, SequenceDataset<TInput> Second) Split(double fraction, ulong seed = 0)
    {
        (int[] first, int[] second) = RowSelection.Split(Owner, Count, _rows, fraction, seed);
        return (new SequenceDataset<TInput>(this, first), new SequenceDataset<TInput>(this, second));
    }

    /// <summary>What a checkpoint remembers of rows that can be reached by their numbers.</summary>
    internal static string Describe(int count, int timesteps, bool shuffle)
        => string.Create(CultureInfo.InvariantCulture, $"{count} rows of {timesteps} timesteps, {(shuffle ? "shuffled" : "in order")}");

    internal override string Describe(bool shuffle) => Describe(Count, Timesteps, shuffle);

    internal override void CheckRows(RowCheck<TInput> check, object checker, CancellationToken cancellationToken)
    {
        // Always: the arrays may have changed since.
        for (int row = 0; row < Count; row++)
        {
            check(this, row, row);
        }
    }

    internal override ulong? Fingerprint()
    {
        SequenceFormat format = Format;
        ulong fingerprint = RowFingerprint.None;
        for (int row = 0; row < Count; row++)
        {
            fingerprint = RowFingerprint.Add(fingerprint, format, this, row);
        }

        return fingerprint;
    }

    internal override BatchFeed<TInput> Open(int batchSize, int prefetchedBatches, RowCheck<TInput> check, string owner) => new ArrayFeed<TInput>(this, batchSize);
}
