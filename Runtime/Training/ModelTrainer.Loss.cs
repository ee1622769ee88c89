using System;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    /// <summary>
    /// Elements that the loss's mean is taken over, whatever their weights: active timesteps for a model that returns
    /// sequences (unless its loss is one of whole rows), else rows with at least one; after [RepeatVector] all of them.
    /// </summary>
    private int CountElements()
    {
        if (_shape.OutputTimesteps is not null)
        {
            return _batch.Count * (_loss.TakesLabels ? 1 : _outputTimesteps);
        }

        int count = 0;
        for (int row = 0; row < _batch.Count; row++)
        {
            int active = CountActive(row);
            count += _shape.ReturnsSequences && !_loss.TakesLabels ? active : Math.Min(active, 1);
        }

        return count;
    }

    private int CountActive(int row)
    {
        int length = _batch.Lengths[row];
        if (!_shape.HasMask)
        {
            return length;
        }

        int active = 0;
        for (int timestep = 0; timestep < length; timestep++)
        {
            active += IsActive(row, timestep) ? 1 : 0;
        }

        return active;
    }

    /// <summary>Whether the one output of a row counts.</summary>
    private bool IsInLoss(int row) => _shape.OutputTimesteps is not null || CountActive(row) > 0;

    /// <summary>Whether the input at a timestep within the row's length is not masked.</summary>
    private bool IsActive(int row, int timestep) => IsActive(_batch.Inputs.AsSpan(row * _shape.MaxTimesteps * _shape.Features), timestep);

    /// <summary>Computes the shard's loss and metric, and the gradient of its outputs where it is wanted.</summary>
    private void ComputeLoss(TrainingShard shard, int firstRow, int rowCount, out ShardResult result)
    {
        result = default;
        int outputsPerRow = _outputTimesteps * _shape.Outputs;
        if (_stepKind == StepKind.Differentiate)
        {
            Array.Clear(shard.OutputGradients, 0, rowCount * outputsPerRow);
        }

        if (_loss.TakesLabels)
        {
            AddLabels(shard, firstRow, rowCount, ref result);
            return;
        }

        for (int row = 0; row < rowCount; row++)
        {
            int batchRow = firstRow + row;
            if (!_shape.ReturnsSequences)
            {
                if (IsInLoss(batchRow))
                {
                    AddElements(shard, row, batchRow, 0, 1, ref result);
                }

                continue;
            }

            int length = _shape.OutputsOf(_batch.Lengths[batchRow]);
            if (!_shape.MasksOutputs)
            {
                AddElements(shard, row, batchRow, 0, length, ref result);
                continue;
            }

            for (int timestep = 0; timestep < length; timestep++)
            {
                // The mask belongs to the inputs; outputs in reversed order meet it reversed.
                if (IsActive(batchRow, _shape.OutputsReversed ? length - 1 - timestep : timestep))
                {
                    AddElements(shard, row, batchRow, timestep, 1, ref result);
                }
            }
        }
    }

    private bool WeighsClasses => _classWeights is not null && _stepKind != StepKind.Evaluate;

    /// <summary>A run of elements of one row: of consecutive timesteps, or the row itself.</summary>
    private void AddElements(TrainingShard shard, int row, int batchRow, int timestep, int count, ref ShardResult result)
    {
        if (count == 0)
        {
            return;
        }

        if (count > 1 && (WeighsClasses || _weighsTimesteps))
        {
            for (int element = 0; element < count; element++)
            {
                AddElements(shard, row, batchRow, timestep + element, 1, ref result);
            }

            return;
        }

        int width = _shape.Outputs;
        int offset = ((row * _outputTimesteps) + timestep) * width;
        int target = (batchRow * _outputTimesteps) + timestep;
        ReadOnlySpan<float> outputs = shard.Outputs.AsSpan(offset, count * width);
        double weight = SampleWeight(batchRow, target);
        if (WeighsClasses)
        {
            weight *= ClassWeight(target);
        }

        Span<float> gradient = _stepKind == StepKind.Differentiate && weight != 0.0
            ? shard.OutputGradients.AsSpan(offset, count * width)
            : default;
        double scale = weight / _elementCount;
        double loss;
        double metric;
        if (_loss.TakesClassIds)
        {
            loss = _loss.Elements(outputs, _batch.ClassIds.AsSpan(target, count), scale, gradient, out metric);
        }
        else
        {
            ReadOnlySpan<float> targets = _batch.Targets.AsSpan(target * _loss.TargetWidth, count * _loss.TargetWidth);
            loss = _loss.Elements(outputs, targets, count, scale, gradient, out metric);
        }

        result.Metric += metric;

        // What has a weight of 0 is left out, whatever its outputs are.
        if (weight != 0.0)
        {
            result.Loss += loss * weight;
        }
    }
}
