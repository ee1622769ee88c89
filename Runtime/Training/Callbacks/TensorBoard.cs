using System;
using System.IO;
using System.Runtime.ExceptionServices;

namespace ModelGen;

/// <summary>
/// Writes event files for TensorBoard (<c>tensorboard --logdir folder</c>), with Keras' names: in the run <c>train</c> the charts <c>epoch_loss</c>,
/// <c>epoch_accuracy</c> (the metric's name) and <c>epoch_learning_rate</c>; in the run <c>validation</c> <c>epoch_loss</c> and <c>epoch_accuracy</c>; in
/// the run <c>batch</c>, if wanted, <c>batch_loss</c>. The step of an epoch is its number less 1, as in Keras; that of a batch the trainer's.
/// </summary>
/// <remarks>A training that goes on from a checkpoint writes a further file, and marks what earlier files have after the checkpoint as void.</remarks>
public sealed class TensorBoard : TrainingCallback
{
    private readonly string _folder;
    private readonly int _everySteps;
    private EventFileWriter? _train;
    private EventFileWriter? _validation;
    private EventFileWriter? _batch;

    /// <summary>Creates the callback.</summary>
    /// <param name="folder">The folder of the runs.</param>
    public TensorBoard(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
    }

    /// <summary>Steps between two values of <c>batch_loss</c>; 0, as unless set, for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EverySteps
    {
        get => _everySteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(EverySteps));
            _everySteps = value;
        }
    }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Close();
        try
        {
            Open(context);
        }
        catch
        {
            try
            {
                Close();
            }
            catch (IOException)
            {
                // Why a file could not be opened matters more.
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_everySteps > 0 && context.TotalSteps % _everySteps == 0)
        {
            _batch!.Scalar("batch_loss", (float)context.BatchLoss, context.TotalSteps);
            _batch.Flush();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int step = context.Epoch - 1;
        string metric = $"epoch_{context.MetricName}";
        _train!.Scalar("epoch_loss", (float)context.Loss, step);
        _train.Scalar(metric, (float)context.Metric, step);
        _train.Scalar("epoch_learning_rate", context.Optimizer.LearningRate, step);
        _train.Flush();
        if (_validation is not null)
        {
            _validation.Scalar("epoch_loss", (float)context.ValidationLoss!.Value, step);
            _validation.Scalar(metric, (float)context.ValidationMetric!.Value, step);
            _validation.Flush();
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context) => Close();

    private void Open(TrainingContext context)
    {
        _train = new EventFileWriter(Path.Combine(_folder, "train"));
        _validation = context.HasValidation ? new EventFileWriter(Path.Combine(_folder, "validation")) : null;
        _batch = _everySteps > 0 ? new EventFileWriter(Path.Combine(_folder, "batch")) : null;
        if (context.IsResumed)
        {
            _train.Restart(context.History.Count);
            _validation?.Restart(context.History.Count);
            _batch?.Restart(context.TotalSteps + 1);
        }
    }

    private void Close()
    {
        EventFileWriter?[] writers = [_train, _validation, _batch];
        _train = _validation = _batch = null;
        ExceptionDispatchInfo? first = null;
        foreach (EventFileWriter? writer in writers)
        {
            try
            {
                writer?.Dispose();
            }
            catch (IOException error)
            {
                // A full disk leaves no file open.
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        first?.Throw();
    }
}
