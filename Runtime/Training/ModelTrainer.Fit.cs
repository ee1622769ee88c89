using System;
using System.Collections.Generic;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    // Epochs begun by all calls of Fit, so that fitting twice for one epoch does the same as fitting once for two.
    private ulong _epochsBegun;

    /// <summary>Trains on the rows of arrays, a file or a generator.</summary>
    /// <param name="train">The rows to train on. Data with fewer timesteps than MaxTimesteps are padded.</param>
    /// <param name="epochs">How often each row is visited.</param>
    /// <param name="validation">Rows to evaluate with after every epoch, or null; of any source.</param>
    /// <param name="progress">Told after every step and every epoch, on this thread; e.g. <see cref="ConsoleProgress.Default"/>.</param>
    /// <param name="shuffle">Visit the rows in another random order in every epoch, rather than in theirs; those of a generator in that of its <see cref="SequenceGenerator{TInput}.ShuffleBuffer"/>.</param>
    /// <param name="callbacks">Called in this order, e.g. <see cref="EarlyStopping"/>, <see cref="Checkpoint"/>; null for none.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    /// <returns>Loss and metric of every epoch, those before a checkpoint included.</returns>
    /// <exception cref="ArgumentException">A data set does not fit the model, or a value is not valid; nothing was changed.</exception>
    /// <exception cref="SequenceSourceException">A file is damaged, or a value of its is not valid: nothing was changed. Or a generator threw, or yielded a row that is not valid: the weights are those of the last step before it.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient became NaN or infinite; the weights are those of the last good step.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the weights are those of the last finished step, and the trainer can go on.</exception>
    /// <exception cref="System.IO.IOException">A callback cannot write its file; where training was cancelled, its checkpoint could not be written.</exception>
    /// <exception cref="CheckpointException">Training was to go on from a checkpoint that is damaged or does not fit; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">A callback cannot do its work, or calls <c>Fit</c> itself.</exception>
    public TrainingHistory Fit(
        SequenceSource<TInput> train,
        int epochs,
        SequenceSource<TInput>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        bool shuffle = true,
        IReadOnlyList<TrainingCallback>? callbacks = null,
        CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(train);
        if (epochs < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(epochs), epochs, $"{_shape.ModelName}: epochs must be at least 1, it is {epochs}.");
        }

        if (_context is not null)
        {
            throw new InvalidOperationException($"{_shape.ModelName}: Fit is running already.");
        }

        CheckSource(train, nameof(train), cancellationToken);
        if (validation is not null)
        {
            CheckSource(validation, nameof(validation), cancellationToken);
        }

        int steps = train.RowCount is { } count ? (int)(((long)count + BatchSize - 1) / BatchSize) : 0;
        var rows = new FitRows(
            $"{train.Describe(shuffle)}, {validation?.DescribeValidation() ?? "no validation data"}",
            train.Fingerprint(),
            validation?.Fingerprint());
        FitPosition position = BeginFit(rows, validation is not null, epochs, steps, [.. callbacks ?? []]);
        try
        {
            using BatchFeed<TInput> feed = Open(train, nameof(train));
            using BatchFeed<TInput>? validationFeed = validation is null ? null : Open(validation, nameof(validation));
            var clock = new FitClock(epochs, steps, position);
            while (position.InEpoch || (position.History.Count < epochs && position.StopReason is null))
            {
                clock.BeginEpoch();
                BeginEpoch(position);
                feed.Begin(
                    new FeedPass((int)_epochsBegun, shuffle ? CounterRandom.DeriveKey(_shuffleKey, _epochsBegun - 1) : null, position.Step, position.RowFingerprint),
                    cancellationToken);
                RunEpoch(feed, position, clock, progress, cancellationToken);
                feed.End();
                double rate = clock.Rate(feed.RowsDone);
                StepTotals totals = position.Totals;
                StepTotals? validated = validationFeed is null ? null : RunEvaluation(validationFeed, PieceEvaluation.LossOnly, cancellationToken);
                EndEpoch(position, new EpochResult(
                    position.Epoch, totals.MeanLoss, totals.MeanMetric, validated?.MeanLoss, validated?.MeanMetric, clock.EpochElapsed.TotalSeconds));
                progress?.Report(clock.Progress(position.Epoch, position.Step, feed.RowsDone, totals.MeanLoss, totals.MeanMetric, MetricName) with
                {
                    IsEpochEnd = true,
                    ExamplesPerSecond = rate,
                    ValidationLoss = validated?.MeanLoss,
                    ValidationMetric = validated?.MeanMetric,
                });
            }

            _position = null;
        }
        catch (Exception error)
        {
            EndLine(progress);
            EndFit(position, error);
            throw;
        }

        EndFit(position, error: null);
        return new TrainingHistory(MetricName, position.History.AsReadOnly()) { StopReason = position.StopReason };
    }

    /// <summary>Loss and metric of the rows of arrays, a file or a generator, without dropout. The weights are not changed.</summary>
    /// <exception cref="ArgumentException">The rows do not fit the model, or a value is not valid.</exception>
    /// <exception cref="SequenceSourceException">A file is damaged, a generator threw, or a value of theirs is not valid.</exception>
    /// <exception cref="OperationCanceledException">Evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(SequenceSource<TInput> data, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(data);
        CheckSource(data, nameof(data), cancellationToken);
        StepTotals totals = RunEvaluation(data, nameof(data), PieceEvaluation.LossOnly, cancellationToken);
        return new EvaluationResult(totals.MeanLoss, totals.MeanMetric, MetricName, totals.Elements);
    }

    private BatchFeed<TInput> Open(SequenceSource<TInput> data, string parameter) => data.Open(BatchSize, _prefetchedBatches, CheckOf(parameter), $"{_shape.ModelName}: {parameter}");

    /// <summary>What is said of the exception shall not stand beside a bar.</summary>
    private static void EndLine(IProgress<TrainingProgress>? progress)
    {
        try
        {
            (progress as ConsoleProgress)?.EndLine();
        }
        catch (Exception)
        {
            // What ended training matters more.
        }
    }

    private void RunEpoch(
        BatchFeed<TInput> feed,
        FitPosition position,
        FitClock clock,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var training = new PieceTraining();
        while (position.StopReason is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!feed.Next())
            {
                return;
            }

            StepTotals totals;
            Enter();
            try
            {
                training.Epoch = position.Epoch;
                training.Step = position.Step + 1;
                totals = RunRows(feed, training);
            }
            finally
            {
                Leave();
            }

            position.Totals.Add(totals);
            position.Step++;
            position.RowFingerprint = feed.Fingerprint;
            EndBatch(position, totals);
            progress?.Report(clock.Progress(
                position.Epoch, position.Step, feed.RowsDone, position.Totals.MeanLoss, position.Totals.MeanMetric, MetricName));
        }
    }

    private StepTotals RunEvaluation(SequenceSource<TInput> data, string parameter, PieceEvaluation evaluation, CancellationToken cancellationToken)
    {
        using BatchFeed<TInput> feed = Open(data, parameter);
        return RunEvaluation(feed, evaluation, cancellationToken);
    }

    private StepTotals RunEvaluation(BatchFeed<TInput> feed, PieceEvaluation evaluation, CancellationToken cancellationToken)
    {
        StepTotals totals = default;
        feed.Begin(default, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!feed.Next())
            {
                break;
            }

            Enter();
            try
            {
                totals.Add(RunRows(feed, evaluation));
            }
            finally
            {
                Leave();
            }
        }

        feed.End();
        return totals;
    }
}
