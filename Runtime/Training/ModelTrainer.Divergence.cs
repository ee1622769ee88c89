using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ModelGen;

// What is said when a step is not finite: which tensor, and which layer went first.
public abstract partial class ModelTrainer<TInput>
{
    [DoesNotReturn]
    private void ThrowDiverged(in StepTotals totals, int? epoch, long step)
    {
        string? tensor = GradientReduction.FirstNonFinite(_layout, SummedGradient);
        string where = epoch is null ? $"step {step}" : $"epoch {epoch}, step {step}";
        string what = tensor is null
            ? $"the loss is {totals.MeanLoss}"
            : $"the gradient of {tensor} is not finite (loss {totals.MeanLoss})";
        string? layer = null;
        string first;
        if (GradientReduction.FirstNonFinite(_layout, _weights.Packed.Span) is { } weight)
        {
            layer = GradientReduction.LayerOf(weight);
            first = $" The weights came first: {weight} is not finite.";
        }
        else if (!OutputsAreFinite())
        {
            first = " The outputs are not finite: a value of the forward pass is too great for a float. NanGuard, a callback of Fit, says in which layer.";
        }
        else
        {
            layer = GradientReduction.LayerOf(GradientReduction.LastNonFinite(_layout, SummedGradient));
            first = layer is null ? string.Empty : $" The outputs are finite, and layer {layer} is the nearest to the loss whose gradient is not.";
        }

        throw new TrainingDivergedException(
            $"{_shape.ModelName}: {where}: {what}. The weights are those of the step before.{first} "
            + "A lower learning rate or clipping (ClipNorm, GlobalClipNorm) usually helps.",
            step,
            epoch,
            totals.MeanLoss,
            tensor,
            layer);
    }

    private bool OutputsAreFinite()
    {
        int stride = _outputTimesteps * _shape.Outputs;
        for (int shard = 0; shard < _shardCount; shard++)
        {
            int rows = Math.Min(_rowsPerShard, _batch.Count - (shard * _rowsPerShard));
            if (!GradientReduction.AllFinite(_shards[shard].Outputs.AsSpan(0, rows * stride)))
            {
                return false;
            }
        }

        return true;
    }

    IEnumerable<ReferenceRow> CompilerServices.ITrainer.BatchRows()
    {
        int stride = _shape.MaxTimesteps * _shape.Features;
        for (int row = 0; row < _batch.Count; row++)
        {
            int slot = _slots[row];
            int length = _batch.Lengths[slot];
            Span<TInput> inputs = _batch.Inputs.AsSpan(slot * stride, length * _shape.Features);
            yield return typeof(TInput) == typeof(int)
                ? ReferenceRow.FromIds(MemoryMarshal.Cast<TInput, int>(inputs), length)
                : ReferenceRow.FromFeatures(MemoryMarshal.Cast<TInput, float>(inputs), _shape.Features, length);
        }
    }
}
