using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
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
        FitRows rows,
        bool hasValidation,
        int epochs,
        int steps,
        TrainingCallback[] callbacks)
    {
        for (int i = 0; i < callbacks.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(callbacks[i], nameof(callbacks));
            if (Array.IndexOf(callbacks, callbacks[i]) < i)
            {
                throw new ArgumentException($"{_shape.ModelName}: the {callbacks[i].GetType().Name} is there twice, and would be told everything twice. Make another one for other settings.", nameof(callbacks));
            }
        }

        var begun = new List<TrainingCallback>();
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

            FitPosition position = _resume?.Position ?? new FitPosition { Rows = rows };
            if (_resume is { } resume)
            {
                RequireFits(position, resume.File, rows, epochs, steps);
                RequireCallbacks(resume.File, callbacks);
            }

            position.Callbacks = callbacks;
            _context = new TrainingContext(this, position.History)
            {
                Epoch = position.Epoch,
                Epochs = epochs,
                Step = position.Step,
                Steps = steps,
                HasValidation = hasValidation,
                IsResumed = _resume is not null,
                StopReason = position.StopReason,
            };
            foreach (TrainingCallback callback in callbacks)
            {
                Tell(_context, FitEvent.TrainBegin, callback);
                begun.Add(callback);
            }

            if (_resume is { } file)
            {
                SyncCallbacks(file.File, callbacks);
            }

            position.StopReason = _context.StopReason;
            _position = position;
            _resume = null;
            _context.WriteCheckpoints();
            return position;
        }
        catch (Exception error)
        {
            if (before is not null)
            {
                _resume = null;
                Restore(before);
            }

            _position = earlier;
            if (_context is { } context)
            {
                context.Error = error;
                TellEnd(context, begun);
                _context = null;
            }

            throw;
        }
    }

    private static void RequireFits(FitPosition position, CheckpointState file, FitRows rows, int epochs, int steps)
    {
        if (position.Rows.Description != rows.Description)
        {
            throw new CheckpointException($"{file.Source}: it is from within a training on {position.Rows.Description}; Fit was given {rows.Description}.");
        }

        if (position.Rows != rows)
        {
            string which = position.Rows.Train == rows.Train ? "to validate with" : "to train on";
            throw new CheckpointException(
                $"{file.Source}: the rows {which} are as many as those of its training, {position.Rows.Description}, but not the same ones in the same order: inputs, lengths, targets or weights differ. "
                + "Give Fit the rows that it was begun with. To train on with others, begin anew from the weights (Weights.Save, Weights.Load).");
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
        position.RowFingerprint = RowFingerprint.None;
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
            // What ended training matters more than what came of it in a callback.
            if (TellEnd(context, position.Callbacks) is { } first && error is null)
            {
                ExceptionDispatchInfo.Throw(first);
            }

            try
            {
                context.WriteCheckpoints();
            }
            catch (Exception) when (error is not null and not OperationCanceledException)
            {
                // Likewise. But who cancels counts on the checkpoint, and must hear that there is none.
            }
        }
        finally
        {
            _context = null;
        }
    }

    /// <summary>Tells all callbacks that training is over, whatever one of them throws.</summary>
    /// <returns>The first exception.</returns>
    private Exception? TellEnd(TrainingContext context, IEnumerable<TrainingCallback> callbacks)
    {
        Exception? first = null;
        foreach (TrainingCallback callback in callbacks)
        {
            try
            {
                Tell(context, FitEvent.TrainEnd, callback);
            }
            catch (Exception error)
            {
                first ??= error;
            }
        }

        return first;
    }

    /// <summary>
    /// Tells all callbacks, also where one of them throws, so that all stand at the same step. A checkpoint is not written then: training that goes on from the one before it makes
    /// the step again, and with it what the callback could not do.
    /// </summary>
    private void Tell(FitPosition position, FitEvent what)
    {
        TrainingContext context = _context!;
        ExceptionDispatchInfo? first = null;
        foreach (TrainingCallback callback in position.Callbacks)
        {
            try
            {
                Tell(context, what, callback);
            }
            catch (Exception error) when (first is null || (first.SourceException is OperationCanceledException && error is not OperationCanceledException))
            {
                // Who cancels gets a checkpoint; a failure must not pass for that.
                first = ExceptionDispatchInfo.Capture(error);
            }
            catch (Exception)
            {
                // The first one matters.
            }
        }

        position.StopReason = context.StopReason;
        if (first is not null)
        {
            context.DropCheckpoints();
            first.Throw();
        }

        context.WriteCheckpoints();
    }

    private void Tell(TrainingContext context, FitEvent what, TrainingCallback callback)
    {
        _callingBack = true;
        try
        {
            Call(callback, context, what);
        }
        finally
        {
            _callingBack = false;
        }
    }

    private static void Call(TrainingCallback callback, TrainingContext context, FitEvent what)
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
