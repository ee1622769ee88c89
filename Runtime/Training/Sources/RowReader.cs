using System;
using System.Threading;

namespace ModelGen.CompilerServices;

/// <summary>Reads the rows of a source one by one, pass after pass. Used by one thread at a time.</summary>
internal abstract class RowReader<TInput> : IDisposable
    where TInput : unmanaged
{
    /// <summary>Begins a pass.</summary>
    /// <param name="epoch">The epoch, from 1; 0 for an evaluation.</param>
    /// <param name="shuffleKey">Decides the order; null for the rows' own.</param>
    /// <param name="stop">Ends the pass between two rows.</param>
    public abstract void Begin(int epoch, ulong? shuffleKey, CancellationToken stop);

    /// <summary>Reads a row. False after the last one.</summary>
    public abstract bool Read(RowBlock<TInput> block, int slot);

    /// <summary>Leaves out rows at the beginning of a pass.</summary>
    /// <param name="rows">Their number.</param>
    /// <param name="block">Room for one of them.</param>
    /// <returns>How many there were.</returns>
    public virtual long Skip(long rows, RowBlock<TInput> block)
    {
        for (long row = 0; row < rows; row++)
        {
            if (!Read(block, 0))
            {
                return row;
            }
        }

        return rows;
    }

    /// <summary>Ends a pass.</summary>
    public virtual void End()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
