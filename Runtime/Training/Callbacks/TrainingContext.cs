using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>What callbacks see of a training, and can do to it. One object for a whole <c>Fit</c>, valid until that returns.</summary>
public sealed class TrainingContext
{
    private readonly ITrainer _trainer;
    private readonly List<EpochResult> _history;
    private readonly List<string> _checkpoints = [];

    internal TrainingContext(ITrainer trainer, List<EpochResult> history)
    {
        _trainer = trainer;
        _history = history;
    }

    /// <summary>The model's name.</summary>
    public string ModelName => _trainer.ModelName;

    /// <summary>The weights that are trained. A callback may save, copy or replace them.</summary>
    public ModelWeights Weights => _trainer.Weights;

    /// <summary>The optimiser, e.g. to change its learning rate.</summary>
    public Optimizer Optimizer => _trainer.Optimizer;

    /// <summary>Steps made since the trainer's creation, those before a checkpoint included.</summary>
    public long TotalSteps => _trainer.Steps;

    /// <summary>The epoch in progress, or the one that is over, from 1; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Epochs of this <c>Fit</c>.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Steps finished in this epoch.</summary>
    public int Step { get; internal set; }

    /// <summary>Steps of an epoch; 0 where nobody knows: a generator without <see cref="SequenceGenerator{TInput}.RowsPerEpoch"/>.</summary>
    public int Steps { get; internal init; }

    /// <summary>Mean loss of the last step's batch.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>Mean loss of the epoch so far.</summary>
    public double Loss { get; internal set; }

    /// <summary>Mean metric of the epoch so far.</summary>
    public double Metric { get; internal set; }

    /// <summary>What the metric is, e.g. <c>accuracy</c>.</summary>
    public string MetricName => _trainer.MetricName;

    /// <summary>Loss on the validation data, at the end of an epoch; null without such data.</summary>
    public double? ValidationLoss { get; internal set; }

    /// <summary>Metric on the validation data, at the end of an epoch; null without such data.</summary>
    public double? ValidationMetric { get; internal set; }

    /// <summary><c>Fit</c> has validation data.</summary>
    public bool HasValidation { get; internal init; }

    /// <summary>This <c>Fit</c> goes on from a checkpoint.</summary>
    public bool IsResumed { get; internal set; }

    /// <summary>The finished epochs, those before a checkpoint included.</summary>
    public IReadOnlyList<EpochResult> History => _history;

    /// <summary>Why training was stopped before its last epoch; null if it was not.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>In <see cref="TrainingCallback.OnTrainEnd"/> the exception that ends <c>Fit</c>; null if it returns.</summary>
    public Exception? Error { get; internal set; }

    internal ITrainer Trainer => _trainer;

    /// <summary>Ends training: after this step, whose epoch is then validated and ends, or after this epoch.</summary>
    /// <param name="reason">Why, for <see cref="TrainingHistory.StopReason"/>. The first one counts.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        StopReason ??= reason;
    }

    /// <summary>Writes a checkpoint as soon as all callbacks have been called, so that it holds what each of them makes of this step or epoch.</summary>
    /// <param name="path">The file; it is replaced as a whole or not at all.</param>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!_checkpoints.Contains(path))
        {
            _checkpoints.Add(path);
        }
    }

    internal void DropCheckpoints() => _checkpoints.Clear();

    internal void WriteCheckpoints()
    {
        if (_checkpoints.Count == 0)
        {
            return;
        }

        string[] paths = [.. _checkpoints];
        _checkpoints.Clear();
        foreach (string path in paths)
        {
            _trainer.SaveCheckpoint(path);
        }
    }
}
