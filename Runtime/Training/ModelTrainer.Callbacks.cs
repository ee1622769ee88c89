using System;
using System.Globalization;
using ModelGen.CompilerServices;

namespace ModelGen;

// What Fit does besides steps: where it starts, and whom it tells.
public abstract partial class ModelTrainer<TInput>
{
    // Of the Fit that is running.
    private TrainingContext? _context;

    private enum FitEvent
    {
        TrainBegin,
        EpochBegin,
        BatchEnd,
        EpochEnd,
        TrainEnd,
    }

    /// <summary>Where training starts: at the beginning, or where a checkpoint says. All or nothing.</summary>
    private FitPosition BeginFit(
        SequenceSource<TInput> train,
        SequenceSource<TInput>? validation,
        int epochs,
        int steps,
        bool shuffle,
        TrainingCallback[] callbacks)
    {
        foreach (TrainingCallback callback in callbacks)
        {
            ArgumentNullException.ThrowIfNull(callback, nameof(callbacks));
        }

        string data = $"{train.Describe(shuffle)}, {validation?.DescribeValidation() ?? "no validation data"}";
        CheckpointState? before = null;
        FitPosition? earlier = _position;
        try
        {
            if (_resume is { } waiting && waiting.Steps != Steps)
            {
                // A step was made since: what is left of that Fit is not what the checkpoint says.
                _resume = null;
            }

            if (_resume is null && Array.Find(callbacks, c => c is Checkpoint { ResumeFrom: not null }) is Checkpoint { ResumeFrom: { } path })
            {
                _position = null;
                before = Capture();
                ReadCheckpoint(path);
            }

            FitPosition position = _resume?.Position ?? new FitPosition { Data = data };
            if (_resume is { } resume)
            {
                RequireFits(position, resume.File, data, epochs, steps);
            }

            position.Callbacks = callbacks;
            _context = new TrainingContext(this, position.History)
            {
                Epoch = position.Epoch,
                Epochs = epochs,
                Step = position.Step,
                Steps = steps,
                HasValidation = validation is not null,
                IsResumed = _resume is not null,
                StopReason = position.StopReason,
            };
            Tell(position, FitEvent.TrainBegin);
            if (_resume is { } file)
            {
                SyncCallbacks(file.File, callbacks);
            }

            _position = position;
            _resume = null;
            return position;
        }
        catch
        {
            if (before is not null)
            {
                _resume = null;
                Restore(before);
            }

            _position = earlier;
            _context = null;
            throw;
        }
    }

    private static void RequireFits(FitPosition position, CheckpointState file, string data, int epochs, int steps)
    {
        if (position.Data != data)
        {
            throw new CheckpointException($"{file.Source}: it is from within a training on {position.Data}; Fit was given {data}.");
        }

        int finished = position.History.Count;
        if (finished > epochs || (position.InEpoch && position.Epoch > epochs))
        {
            throw new CheckpointException($"{file.Source}: it is from epoch {position.Epoch} of its training; Fit was given {epochs} epochs.");
        }

        if (steps > 0 && position.Step > steps)
        {
            throw new CheckpointException($"{file.Source}: it is damaged: step {position.Step} of {steps}.");
        }
    }

    private void BeginEpoch(FitPosition position)
    {
        if (position.InEpoch)
        {
            return;
        }

        position.InEpoch = true;
        position.Epoch++;
        position.Step = 0;
        position.Totals = default;
        _epochsBegun++;
        TrainingContext context = _context!;
        context.Epoch = position.Epoch;
        context.Step = 0;
        context.ValidationLoss = null;
        context.ValidationMetric = null;
        Tell(position, FitEvent.EpochBegin);
    }

    private void EndBatch(FitPosition position, in StepTotals totals)
    {
        TrainingContext context = _context!;
        context.Step = position.Step;
        context.BatchLoss = totals.MeanLoss;
        context.Loss = position.Totals.MeanLoss;
        context.Metric = position.Totals.MeanMetric;
        Tell(position, FitEvent.BatchEnd);
    }

    private void EndEpoch(FitPosition position, EpochResult result)
    {
        position.History.Add(result);
        position.InEpoch = false;
        TrainingContext context = _context!;
        context.Step = position.Step;
        context.Loss = result.Loss;
        context.Metric = result.Metric;
        context.ValidationLoss = result.ValidationLoss;
        context.ValidationMetric = result.ValidationMetric;
        Tell(position, FitEvent.EpochEnd);
    }

    private void EndFit(FitPosition position, Exception? error)
    {
        TrainingContext context = _context!;
        context.Error = error;
        try
        {
            Tell(position, FitEvent.TrainEnd);
        }
        catch (Exception) when (error is not null)
        {
            // What ended training matters more than what came of it in a callback.
        }
        finally
        {
            _context = null;
        }
    }

    private void Tell(FitPosition position, FitEvent what)
    {
        TrainingContext context = _context!;
        _callingBack = true;
        try
        {
            foreach (TrainingCallback callback in position.Callbacks)
            {
                try
                {
                    Tell(callback, context, what);
                }
                catch (Exception) when (what == FitEvent.TrainEnd && context.Error is not null)
                {
                    // The others are still to be told.
                }
            }
        }
        finally
        {
            _callingBack = false;
        }

        position.StopReason = context.StopReason;
        context.WriteCheckpoints();
    }

    private static void Tell(TrainingCallback callback, TrainingContext context, FitEvent what)
    {
        switch (what)
        {
            case FitEvent.TrainBegin:
                callback.OnTrainBegin(context);
                break;
            case FitEvent.EpochBegin:
                callback.OnEpochBegin(context);
                break;
            case FitEvent.BatchEnd:
                callback.OnBatchEnd(context);
                break;
            case FitEvent.EpochEnd:
                callback.OnEpochEnd(context);
                break;
            default:
                callback.OnTrainEnd(context);
                break;
        }
    }
}
