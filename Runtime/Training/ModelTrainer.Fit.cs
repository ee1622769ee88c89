using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    // Epochs begun by all calls of Fit, so that fitting twice for one epoch does the same as fitting once for two.
    private ulong _epochsBegun;

    /// <summary>Trains on a data set.</summary>
    /// <param name="train">The rows to train on. Data with fewer timesteps than MaxTimesteps are padded.</param>
    /// <param name="epochs">How often each row is visited.</param>
    /// <param name="validation">Rows to evaluate with after every epoch, or null.</param>
    /// <param name="progress">Told after every step and every epoch, on this thread; e.g. <see cref="ConsoleProgress.Default"/>.</param>
    /// <param name="shuffle">Visit the rows in another random order in every epoch, rather than in theirs.</param>
    /// <param name="callbacks">Called in this order, e.g. <see cref="EarlyStopping"/>, <see cref="Checkpoint"/>; null for none.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    /// <returns>Loss and metric of every epoch, those before a checkpoint included.</returns>
    /// <exception cref="ArgumentException">A data set does not fit the model, or a value is not valid; nothing was changed.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient became NaN or infinite; the weights are those of the last good step.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the weights are those of the last finished step, and the trainer can go on.</exception>
    /// <exception cref="CheckpointException">Training was to go on from a checkpoint that is damaged or does not fit; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">A callback cannot do its work, or calls <c>Fit</c> itself.</exception>
    public TrainingHistory Fit(
        SequenceDataset<TInput> train,
        int epochs,
        SequenceDataset<TInput>? validation = null,
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

        CheckDataset(train, nameof(train));
        int[] validationOrder = [];
        if (validation is not null)
        {
            CheckDataset(validation, nameof(validation));
            validationOrder = InOrder(validation.Count);
        }

        int steps = (train.Count + BatchSize - 1) / BatchSize;
        FitPosition position = BeginFit(train, validation, epochs, steps, shuffle, [.. callbacks ?? []]);
        try
        {
            int[] order = InOrder(train.Count);
            var clock = new FitClock(epochs, steps, position);
            while (position.InEpoch || (position.History.Count < epochs && position.StopReason is null))
            {
                clock.BeginEpoch();
                BeginEpoch(position);
                if (shuffle)
                {
                    Renumber(order);
                    CounterRandom.Shuffle(CounterRandom.DeriveKey(_shuffleKey, _epochsBegun - 1), order.AsSpan());
                }

                RunEpoch(train, order, position, clock, progress, cancellationToken);
                int rows = Math.Min(position.Step * BatchSize, order.Length);
                double rate = clock.Rate(rows);
                StepTotals totals = position.Totals;
                StepTotals? validated = validation is null ? null : RunEvaluation(validation, validationOrder, cancellationToken);
                EndEpoch(position, new EpochResult(
                    position.Epoch, totals.MeanLoss, totals.MeanMetric, validated?.MeanLoss, validated?.MeanMetric, clock.EpochElapsed.TotalSeconds));
                progress?.Report(clock.Progress(position.Epoch, position.Step, rows, totals.MeanLoss, totals.MeanMetric, MetricName) with
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
            EndFit(position, error);
            throw;
        }

        EndFit(position, error: null);
        return new TrainingHistory(MetricName, position.History.AsReadOnly()) { StopReason = position.StopReason };
    }

    /// <summary>Loss and metric of a data set, without dropout. The weights are not changed.</summary>
    /// <exception cref="ArgumentException">The data set does not fit the model, or a value is not valid.</exception>
    /// <exception cref="OperationCanceledException">Evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(SequenceDataset<TInput> data, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(data);
        CheckDataset(data, nameof(data));
        StepTotals totals = RunEvaluation(data, InOrder(data.Count), cancellationToken);
        return new EvaluationResult(totals.MeanLoss, totals.MeanMetric, MetricName, totals.Elements);
    }

    private void RunEpoch(
        SequenceDataset<TInput> train,
        int[] order,
        FitPosition position,
        FitClock clock,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var training = new PieceTraining();
        while (position.Step < clock.Steps && position.StopReason is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rowsDone = position.Step * BatchSize;
            int rowCount = Math.Min(BatchSize, order.Length - rowsDone);
            StepTotals totals;
            Enter();
            try
            {
                training.Epoch = position.Epoch;
                training.Step = position.Step + 1;
                totals = RunRows(train, order.AsSpan(rowsDone, rowCount), training);
            }
            finally
            {
                Leave();
            }

            position.Totals.Add(totals);
            position.Step++;
            EndBatch(position, totals);
            progress?.Report(clock.Progress(
                position.Epoch, position.Step, rowsDone + rowCount, position.Totals.MeanLoss, position.Totals.MeanMetric, MetricName));
        }
    }

    private StepTotals RunEvaluation(SequenceDataset<TInput> data, int[] order, CancellationToken cancellationToken)
    {
        StepTotals totals = default;
        for (int start = 0; start < order.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enter();
            try
            {
                totals.Add(RunRows(data, order.AsSpan(start, Math.Min(BatchSize, order.Length - start)), PieceEvaluation.LossOnly));
            }
            finally
            {
                Leave();
            }
        }

        return totals;
    }

    private static int[] InOrder(int count)
    {
        int[] order = new int[count];
        Renumber(order);
        return order;
    }

    private static void Renumber(int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>The times of one call of Fit.</summary>
    private sealed class FitClock(int epochs, int steps, FitPosition position)
    {
        // A training that goes on from a checkpoint has made steps in no time of this clock's.
        private readonly long _stepsBefore = ((position.InEpoch ? position.Epoch - 1L : position.Epoch) * steps) + (position.InEpoch ? position.Step : 0);
        private readonly long _start = Stopwatch.GetTimestamp();
        private long _epochStart;
        private int _stepsBeforeInEpoch = position.InEpoch ? position.Step : 0;
        private int _epochs;

        public int Steps => steps;

        public TimeSpan EpochElapsed => Stopwatch.GetElapsedTime(_epochStart);

        public void BeginEpoch()
        {
            _epochStart = Stopwatch.GetTimestamp();
            if (_epochs++ > 0)
            {
                _stepsBeforeInEpoch = 0;
            }
        }

        public double Rate(int rows) => Rate(rows, EpochElapsed);

        public TrainingProgress Progress(int epoch, int step, int rowsDone, double loss, double metric, string metricName)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start, now);
            TimeSpan epochElapsed = Stopwatch.GetElapsedTime(_epochStart, now);
            long stepsDone = ((epoch - 1L) * steps) + step;
            return new TrainingProgress
            {
                Epoch = epoch,
                Epochs = epochs,
                Step = step,
                Steps = steps,
                Loss = loss,
                Metric = metric,
                MetricName = metricName,
                ExamplesPerSecond = Rate(rowsDone, epochElapsed),
                Elapsed = elapsed,
                Remaining = elapsed * (((double)epochs * steps) - stepsDone) / Math.Max(stepsDone - _stepsBefore, 1),
                EpochElapsed = epochElapsed,
                EpochRemaining = epochElapsed * (double)(steps - step) / Math.Max(step - _stepsBeforeInEpoch, 1),
            };
        }

        private static double Rate(int rows, TimeSpan time) => time > TimeSpan.Zero ? rows / time.TotalSeconds : 0.0;
    }
}
