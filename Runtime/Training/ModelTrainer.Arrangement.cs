using System;

namespace ModelGen;

// Where the rows of a batch go: the longest first, so that a shard's rows end together and none waits through another's timesteps.
public abstract partial class ModelTrainer<TInput>
{
    // Where each row of the caller's batch went; TrainingBatch.RowNumbers says it the other way round.
    private readonly int[] _slots;

    private readonly int[] _slotsOfLength;

    /// <summary>
    /// Finds the slot of every row of the next batch, from the lengths that wait in <see cref="_slots"/>: in descending order of the
    /// lengths, and rows of one length in their own order.
    /// </summary>
    /// <param name="count">Rows of the batch.</param>
    private void Arrange(int count)
    {
        Array.Clear(_slotsOfLength);
        for (int row = 0; row < count; row++)
        {
            _slotsOfLength[_slots[row]]++;
        }

        int next = 0;
        for (int length = _slotsOfLength.Length - 1; length >= 0; length--)
        {
            int rows = _slotsOfLength[length];
            _slotsOfLength[length] = next;
            next += rows;
        }

        for (int row = 0; row < count; row++)
        {
            int slot = _slotsOfLength[_slots[row]]++;
            _slots[row] = slot;
            _batch.RowNumbers[slot] = row;
        }

        _batch.Count = count;
    }

    /// <summary>Copies rows of the caller's to where the batch has them.</summary>
    /// <param name="given">Rows of <paramref name="width"/> in the caller's order.</param>
    /// <param name="kept">Receives the same rows in their slots.</param>
    /// <param name="width">Floats of a row.</param>
    private void ToSlots(ReadOnlySpan<float> given, Span<float> kept, int width)
    {
        for (int row = 0; row < _batch.Count; row++)
        {
            given.Slice(row * width, width).CopyTo(kept[(_slots[row] * width)..]);
        }
    }

    /// <summary>Copies rows back to the caller's order.</summary>
    /// <param name="kept">Rows in their slots.</param>
    /// <param name="keptStride">Floats from one of them to the next.</param>
    /// <param name="wanted">Receives rows of <paramref name="width"/> in the caller's order; empty where they are not wanted.</param>
    /// <param name="width">Floats of a row.</param>
    private void FromSlots(ReadOnlySpan<float> kept, int keptStride, Span<float> wanted, int width)
    {
        for (int row = 0; row < _batch.Count && !wanted.IsEmpty; row++)
        {
            kept.Slice(_slots[row] * keptStride, width).CopyTo(wanted[(row * width)..]);
        }
    }

    /// <summary>The outputs of one of the caller's rows, in its shard: <c>[Outputs]</c> or <c>[MaxTimesteps, Outputs]</c>.</summary>
    private ReadOnlySpan<float> OutputsOf(int row)
    {
        int stride = _outputTimesteps * _shape.Outputs;
        int shard = _slots[row] / _rowsPerShard;
        return _shards[shard].Outputs.AsSpan((_slots[row] - (shard * _rowsPerShard)) * stride, stride);
    }
}
