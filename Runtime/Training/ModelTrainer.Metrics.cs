using System;
using System.Collections.Generic;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

// Metrics over a data set: elements in order, on one thread.
public abstract partial class ModelTrainer<TInput>
{
    // The outputs of a row's active timesteps, where rows of labels are measured.
    private float[] _activeOutputs = [];

    /// <summary>
    /// Loss and metric of a data set, without dropout, and the metrics given: they are reset, and updated with every element that counts, by its
    /// row's or its own weight. Their values are read from them.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="metrics">What to measure, e.g. <c>new F1Score()</c>.</param>
    /// <param name="cancellationToken">Ends evaluation between two batches.</param>
    /// <exception cref="ArgumentException">The data set does not fit the model, a value is not valid, a metric names an output that has no loss, or is there twice.</exception>
    /// <exception cref="InvalidOperationException">A metric does not fit the kind of targets.</exception>
    /// <exception cref="SequenceSourceException">A file is damaged, a generator threw, or a value of theirs is not valid.</exception>
    /// <exception cref="OperationCanceledException">Evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(SequenceSource<TInput> data, IReadOnlyList<Metric> metrics, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metrics);
        CheckSource(data, nameof(data), cancellationToken);
        var heads = new MeasuredHead[metrics.Count];
        for (int i = 0; i < heads.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(metrics[i], nameof(metrics));
            for (int j = 0; j < i; j++)
            {
                if (ReferenceEquals(metrics[i], metrics[j]))
                {
                    throw new ArgumentException($"{_shape.ModelName}: the {metrics[i].GetType().Name} is there twice, and would count everything twice. Make another one for other settings.", nameof(metrics));
                }
            }

            heads[i] = _loss.Measured(metrics[i].Output)
                ?? throw new ArgumentException($"{_shape.ModelName}: {metrics[i].Name} measures the output '{metrics[i].Output}'; outputs with a loss are {_loss.HeadNames}.", nameof(metrics));
            if (_loss.TakesLabels != metrics[i] is LabelMetric)
            {
                throw new ArgumentException(
                    _loss.TakesLabels
                        ? $"{_shape.ModelName}: {metrics[i].Name} measures elements with a target each; a row of labels has none. {nameof(LabelErrorRate)} and {nameof(SequenceAccuracy)} measure such rows."
                        : $"{_shape.ModelName}: {metrics[i].Name} measures rows of labels; the model's loss takes {_loss.TargetsName}.",
                    nameof(metrics));
            }
        }

        for (int i = 0; i < heads.Length; i++)
        {
            metrics[i].Begin(heads[i].FromLogits);
            (metrics[i] as LabelMetric)?.BeginRows(_shape.Outputs, _outputTimesteps, _loss.Blank);
        }

        _activeOutputs = _loss.TakesLabels && heads.Length > 0 ? new float[_outputTimesteps * _shape.Outputs] : [];

        var evaluation = new PieceEvaluation(metrics, heads);
        StepTotals totals = RunEvaluation(data, nameof(data), evaluation, cancellationToken);
        return new EvaluationResult(totals.MeanLoss, totals.MeanMetric, MetricName, totals.Elements);
    }

    /// <summary>Updates a metric with the elements of the batch that has just been run.</summary>
    private void Measure(Metric metric, in MeasuredHead head)
    {
        foreach (int row in _slots.AsSpan(0, _batch.Count))
        {
            if (metric is LabelMetric labels)
            {
                MeasureLabels(labels, row);
                continue;
            }

            if (!_shape.ReturnsSequences)
            {
                if (IsInLoss(row))
                {
                    Measure(metric, head, row, 0);
                }

                continue;
            }

            int length = _shape.OutputsOf(_batch.Lengths[row]);
            for (int timestep = 0; timestep < length; timestep++)
            {
                // The mask belongs to the inputs; outputs in reversed order meet it reversed.
                if (!_shape.MasksOutputs || IsActive(row, _shape.OutputsReversed ? length - 1 - timestep : timestep))
                {
                    Measure(metric, head, row, timestep);
                }
            }
        }
    }

    /// <summary>Updates a metric with a row of labels that has an active timestep.</summary>
    private void MeasureLabels(LabelMetric metric, int row)
    {
        int outputs = _shape.Outputs;
        int length = _shape.OutputsOf(_batch.Lengths[row]);
        int shard = row / _rowsPerShard;
        ReadOnlySpan<float> all = _shards[shard].Outputs.AsSpan((row - (shard * _rowsPerShard)) * _outputTimesteps * outputs, length * outputs);
        int active = 0;
        for (int timestep = 0; timestep < length; timestep++)
        {
            if (!_shape.MasksOutputs || IsActive(row, _shape.OutputsReversed ? length - 1 - timestep : timestep))
            {
                all.Slice(timestep * outputs, outputs).CopyTo(_activeOutputs.AsSpan(active++ * outputs));
            }
        }

        if (active > 0)
        {
            metric.UpdateRow(_activeOutputs.AsSpan(0, active * outputs), _labels.AsSpan(row * _labelRoom, _labelLengths[row]), _batch.SampleWeights[row]);
        }
    }

    private void Measure(Metric metric, in MeasuredHead head, int row, int timestep)
    {
        int shard = row / _rowsPerShard;
        int element = ((row - (shard * _rowsPerShard)) * _outputTimesteps) + timestep;
        int target = (row * _outputTimesteps) + timestep;
        ReadOnlySpan<float> outputs = _shards[shard].Outputs.AsSpan((element * _shape.Outputs) + head.Column, head.Width);
        double weight = SampleWeight(row, target);
        if (_loss.TakesClassIds)
        {
            metric.Update(outputs, _batch.ClassIds[target], weight);
            return;
        }

        ReadOnlySpan<float> targets = _batch.Targets.AsSpan((target * _loss.TargetWidth) + head.TargetColumn, head.TargetWidth);
        switch (head.Kind)
        {
            case LossKind.SparseCategoricalCrossentropy:
                metric.Update(outputs, (int)targets[0], weight);
                break;
            case LossKind.CategoricalCrossentropy:
                metric.UpdateDistribution(outputs, targets, weight);
                break;
            default:
                metric.Update(outputs, targets, weight);
                break;
        }
    }
}
