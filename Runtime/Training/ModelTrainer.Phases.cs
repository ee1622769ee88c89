using System;
using System.Collections.Immutable;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen;

// Passes of models whose layers need to know the whole batch: all shards come to such a layer before any goes on.
public abstract partial class ModelTrainer<TInput>
{
    private BatchStatistics? _statistics;
    private Action<int>? _forwardPhase;
    private Action<int>? _backwardPhase;
    private int _phase;

    // Normalisations that use what they have learnt, in training too.
    private bool[] _frozenLayers = [];

    /// <summary>The batch normalisations in order. With n of them a pass has n + 1 phases, see <see cref="TrainingShard.Phase"/>.</summary>
    protected virtual ImmutableArray<NormalizedLayer> NormalizedLayers => [];

    private void PreparePhases()
    {
        if (NormalizedLayers is { IsEmpty: false } layers)
        {
            _statistics = new BatchStatistics(layers, _shards);
            _frozenLayers = [.. layers.Select(layer => _plan is not null && _plan.IsFrozen(layer.Mean))];
            _forwardPhase = ForwardPhase;
            _backwardPhase = BackwardPhase;
        }
    }

    /// <summary>The moving statistics stay finite; nothing has been changed yet.</summary>
    /// <exception cref="TrainingDivergedException">They do not.</exception>
    private void RequireMovable(in StepTotals totals, int? epoch, long step)
    {
        if (_statistics is null || _statistics.CanMove(_weights.Packed.Span))
        {
            return;
        }

        float[] moved = _weights.Packed.Span.ToArray();
        _statistics.Move(_weights.Packed.Span, moved);
        string? tensor = GradientReduction.FirstNonFinite(_layout, moved);
        string where = epoch is null ? $"step {step}" : $"epoch {epoch}, step {step}";
        throw new TrainingDivergedException(
            $"{_shape.ModelName}: {where}: {tensor} would not be finite: what the layer reads varies more than a float can say. "
            + "The weights are those of the step before. Scale the inputs, or lower the learning rate where the layers above have grown.",
            step,
            epoch,
            totals.MeanLoss,
            tensor,
            GradientReduction.LayerOf(tensor));
    }

    private void RunPhases(BatchStatistics statistics)
    {
        ReadOnlySpan<TrainingShard> shards = _shards.AsSpan(0, _shardCount);
        for (_phase = _stepKind == StepKind.Backward ? statistics.Count : 0; _phase <= statistics.Count; _phase++)
        {
            _pool!.Run(_shardCount, _forwardPhase!);
            if (_phase < statistics.Count)
            {
                if (_dropout && !_frozenLayers[_phase])
                {
                    statistics.Combine(_phase, shards);
                }
                else
                {
                    statistics.UseMoving(_phase, _weights.Packed.Span);
                }
            }
        }

        for (_phase = statistics.Count; Differentiates && _phase >= 0; _phase--)
        {
            _pool!.Run(_shardCount, _backwardPhase!);
            if (_phase > 0)
            {
                statistics.CombineGradients(_phase - 1, shards);
            }
        }
    }

    private void ForwardPhase(int index)
    {
        TrainingShard shard = _shards[index];
        int firstRow = index * _rowsPerShard;
        int rowCount = Math.Min(_rowsPerShard, _batch.Count - firstRow);
        shard.Phase = _phase;
        if (_stepKind != StepKind.Backward)
        {
            Forward(shard, _batch, firstRow, rowCount, _dropout);
        }

        if (_phase == _statistics!.Count)
        {
            BetweenPasses(index, firstRow, rowCount);
        }
    }

    private void BackwardPhase(int index)
    {
        TrainingShard shard = _shards[index];
        int firstRow = index * _rowsPerShard;
        shard.Phase = _phase;
        Backward(shard, _batch, firstRow, Math.Min(_rowsPerShard, _batch.Count - firstRow));
    }
}
